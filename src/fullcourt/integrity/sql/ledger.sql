create schema if not exists ledger;
create schema if not exists landing;

create table if not exists ledger.meta (key varchar, value varchar);

create table if not exists ledger.run (
    run_id bigint, command varchar, plan_digest varchar, "now" timestamp, status varchar,
    started_at timestamp, finished_at timestamp, cells bigint, row_count bigint, seconds double,
    snapshot_before bigint, message varchar, statistics varchar
);

create table if not exists ledger.source_file (
    file_id bigint, path varchar, digest varchar, format varchar, captured_at timestamp,
    captured_basis varchar, row_count bigint, games bigint, new_units bigint, outcome varchar,
    detail varchar, run_id bigint, ingested_at timestamp
);

create table if not exists ledger.source_problem (
    file_id bigint, rule varchar, row_number bigint, column_name varchar, value varchar,
    unit varchar, message varchar, lost boolean, row_count bigint
);

create table if not exists ledger.build (
    build_id bigint, model varchar, game_date date, row_count bigint, content_hash varchar,
    inputs_hash varchar, code_hash varchar, contract_hash varchar, verdict varchar,
    expected bigint, present bigint, missing bigint, surplus bigint, run_id bigint,
    seconds double, is_current boolean, status varchar, message varchar
);

create table if not exists ledger.edge (
    build_id bigint, input varchar, date_from date, date_to date, input_hash varchar
);

create table if not exists ledger.change (
    build_id bigint, model varchar, game_date date, key_name varchar, key bigint, repair boolean,
    columns varchar
);

create table if not exists ledger.finding (
    finding_id varchar, model varchar, game_date date, rule varchar, key varchar, class varchar,
    reason varchar, detail varchar, row_count bigint, build_id bigint, run_id bigint
);

create table if not exists ledger.acceptance (
    pattern varchar, who varchar, why varchar, until date, accepted_at timestamp, origin varchar
);

create table if not exists ledger.assessment (
    model varchar, game_date date, verdict varchar, reasons varchar, expected bigint,
    present bigint, missing bigint, surplus bigint, undue bigint, defects bigint, unsettled bigint,
    holed bigint, absent bigint, phantom bigint, young boolean, drifted boolean, unstable boolean,
    accepted bigint, current_build_id bigint,
    run_id bigint
);

create table if not exists ledger.lease (
    holder varchar, host varchar, pid bigint, command varchar, acquired_at timestamp,
    expires_at timestamp
);

create table if not exists landing.payload (
    payload_id bigint, file_id bigint, table_name varchar, format varchar, unit varchar,
    unit_date date, content_hash varchar, row_count bigint, captured_at timestamp,
    captured_basis varchar, sequence bigint, is_current boolean
);

create or replace view ledger.cell as
select model, game_date, verdict, reasons, expected, present, missing, surplus, current_build_id,
    accepted
from ledger.assessment;
