# syntax=docker/dockerfile:1
# docker build -t ogp .   and   docker run --rm --network none -v "$PWD:/data" ogp extract raw --out extracted
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements-run.lock requirements.lock ./
RUN python -m venv /opt/ogp \
    && /opt/ogp/bin/pip install --no-cache-dir --require-hashes --requirement requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY schemas schemas
RUN /opt/ogp/bin/pip install --no-cache-dir --no-deps .
# docker build --build-arg EXTRAS=cluster,s3 -t ogp .   (their packages in the versions of the lock file)
ARG EXTRAS=
RUN if [ -n "$EXTRAS" ]; then \
      grep -oE '^[A-Za-z0-9._-]+==[^ ]+( ; [^\]+)?' requirements.lock > pins.txt \
      && /opt/ogp/bin/pip install --no-cache-dir --constraint pins.txt ".[$EXTRAS]"; \
    fi

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core=2.37-* tesseract-ocr=5.* tesseract-ocr-eng=1:4.1.* tesseract-ocr-fra=1:4.1.* \
        tesseract-ocr-mon=1:4.1.* tesseract-ocr-rus=1:4.1.* tesseract-ocr-spa=1:4.1.* \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 ogp
COPY --from=build /opt/ogp /opt/ogp
ENV PATH="/opt/ogp/bin:$PATH"
USER 10001
WORKDIR /data
ENTRYPOINT ["ogp"]
CMD ["--help"]
