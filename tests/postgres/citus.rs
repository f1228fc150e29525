//! A stand-in for the extension Citus, which no registry has.

/// The functions of the extension as far as the plan is applied through them: they note what they were asked for.
pub const FAKE_CITUS: &str = "
    SET allow_system_table_mods = on;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        VALUES (99999, 'citus', 10, 'pg_catalog'::regnamespace, false, '13.0-1');
    CREATE SCHEMA fake;
    CREATE TABLE fake.citus_tables (n int GENERATED ALWAYS AS IDENTITY, table_name regclass, citus_table_type text, distribution_column text, colocated text);
    CREATE TABLE fake.functions (name regprocedure);
    CREATE FUNCTION fake.place(t regclass, kind text, by text, with_others text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND t IN (conrelid, confrelid)) THEN
            RAISE 'foreign keys between local tables and others are not supported: %', t;
        END IF;
        INSERT INTO fake.citus_tables (table_name, citus_table_type, distribution_column, colocated) VALUES (t, kind, by, with_others);
    END $$;
    CREATE FUNCTION fake.create_reference_table(t regclass) RETURNS void LANGUAGE sql AS $$ SELECT fake.place(t, 'reference', '<none>', NULL) $$;
    CREATE FUNCTION fake.create_distributed_table(t regclass, by text, colocate_with text DEFAULT 'default') RETURNS void LANGUAGE sql
        AS $$ SELECT fake.place(t, 'distributed', by, colocate_with) $$;
    CREATE FUNCTION fake.create_distributed_function(f regprocedure) RETURNS void LANGUAGE sql AS 'INSERT INTO fake.functions VALUES (f)';
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, fake', current_database()); END $$";
