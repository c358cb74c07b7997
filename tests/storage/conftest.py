"""An S3-compatible server on loopback, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.storage import Bucket, Endpoint


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed: no S3 server to test against")
    pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a client of the server (boto3) with one empty bucket, `reports`; the environment names the server."""
    import boto3
    import requests

    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server,
    }.items():
        monkeypatch.setenv(name, value)
    requests.post(f"{server}/moto-api/reset", timeout=30)
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket="reports")
    return client


@pytest.fixture
def bucket(s3: Any, server: str) -> Bucket:
    """Return a prefix of the bucket, by its endpoint."""
    return Bucket("s3://reports/some/prefix", Endpoint(server, "us-east-1"))
