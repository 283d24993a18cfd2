-- The same table from the Parquet files that `contrib/spark/scan.py` writes.
--   SET VARIABLE scan = 'records.parquet/*.parquet';
CREATE OR REPLACE VIEW records AS SELECT * FROM read_parquet(getvariable('scan'));
