#!/usr/bin/env bash
# Prints "equal", or how the tables that Spark writes differ from those that the Transformer writes.
#
#   glue/tests/parity.sh RAW [LAKE]
#
# RAW   folder of raw files: RAW/movielens/public/movies/LOAD00000001.parquet, … (the Ingestor's or DMS's); RAW may also be the folder movielens, or public
# LAKE  folder with staged/ and curated/ that a Transformer has written from RAW; without it the folder beside RAW is taken when it has
#       them and has read all of RAW, otherwise the Transformer is built and run here, which needs the .NET SDK
#
# PIPELINE=folder  another pipeline than samples/MovieLens;  PYTHON=python3  one with what glue/requirements.txt names;
# SPARK_JARS=a.jar,b.jar  Delta's jars where Maven is out of reach
set -euo pipefail
glue=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec "${PYTHON:-python3}" "$glue/tests/parity.py" "$@"
