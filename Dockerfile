# syntax=docker/dockerfile:1
# docker build -t ogp .   and   docker run --rm --network none -v "$PWD:/data" ogp extract raw --out extracted
FROM python:3.12-slim-bookworm AS build
ENV UV_PROJECT_ENVIRONMENT=/opt/ogp UV_LINK_MODE=copy
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
# docker build --build-arg EXTRAS="cluster s3" -t ogp .   (their packages in the versions of the lock file)
ARG EXTRAS=
COPY uv.lock pyproject.toml README.md LICENSE ./
RUN for extra in $EXTRAS; do set -- "$@" --extra "$extra"; done; \
    uv sync --frozen --no-dev --no-cache --no-install-project "$@"
COPY pipeline pipeline
COPY schemas schemas
RUN uv sync --frozen --no-dev --no-cache --no-editable --inexact

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
