create table if not exists wh.ledger.artefact (
    model_id varchar, system varchar, market varchar, trained_from date, trained_through date,
    row_count bigint, schema_hash varchar, inputs_hash varchar, artefact_hash varchar,
    random_state bigint, path varchar, created_at timestamp
)
