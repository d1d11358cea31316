"""Small files by location: a local folder, file:// or s3://. Data files are Spark's business."""
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse


@dataclass(frozen=True)
class Item:
    """A file that lies directly in a folder."""

    name: str
    size: int


def open_folder(location):
    """The folder at an s3:// or file:// URI or a local path."""
    parsed = urlparse(str(location))
    if parsed.scheme in ("s3", "s3a"):
        return S3Folder(parsed.netloc, parsed.path.strip("/"))
    if parsed.scheme == "file":
        return LocalFolder(Path(unquote(parsed.path)))
    if parsed.scheme and len(parsed.scheme) > 1:
        raise ValueError(f"'{location}' is neither a local folder nor file:// nor s3://.")
    return LocalFolder(Path(location))


class LocalFolder:
    def __init__(self, path):
        self.path = Path(os.path.abspath(path))

    @property
    def location(self):
        return str(self.path)

    def at(self, name):
        return LocalFolder(self.path / name)

    def above(self):
        return LocalFolder(self.path.parent)

    def files(self):
        if not self.path.is_dir():
            return []
        return [Item(entry.name, entry.stat().st_size) for entry in os.scandir(self.path) if entry.is_file()]

    def read_text(self, name):
        return (self.path / name).read_text(encoding="utf-8")

    def write_text(self, name, text):
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def has_folder(self, name):
        return (self.path / name).is_dir()


class S3Folder:
    def __init__(self, bucket, prefix, client=None):
        self.bucket = bucket
        self.prefix = prefix
        self._client = client

    @property
    def client(self):
        if self._client is None:
            import boto3  # there on Glue; a local run needs none

            self._client = boto3.client("s3")
        return self._client

    @property
    def location(self):
        return f"s3://{self.bucket}/{self.prefix}" if self.prefix else f"s3://{self.bucket}"

    def at(self, name):
        return S3Folder(self.bucket, self._key(name), self._client)

    def above(self):
        return S3Folder(self.bucket, self.prefix.rpartition("/")[0], self._client)

    def files(self):
        found = []
        start = self._key("") if self.prefix else ""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=start, Delimiter="/"):
            found += [Item(item["Key"][len(start):], item["Size"]) for item in page.get("Contents", []) if item["Key"] != start]
        return found

    def read_text(self, name):
        try:
            return self.client.get_object(Bucket=self.bucket, Key=self._key(name))["Body"].read().decode("utf-8")
        except self.client.exceptions.NoSuchKey as missing:
            raise FileNotFoundError(f"s3://{self.bucket}/{self._key(name)}") from missing

    def write_text(self, name, text):
        self.client.put_object(Bucket=self.bucket, Key=self._key(name), Body=text.encode("utf-8"))

    def has_folder(self, name):
        return self.client.list_objects_v2(Bucket=self.bucket, Prefix=self._key(name).rstrip("/") + "/", MaxKeys=1)["KeyCount"] > 0

    def _key(self, name):
        return f"{self.prefix}/{name}" if self.prefix else name
