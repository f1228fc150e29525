-- Where tables are spread over machines by workspace (Citus), a reference that names the workspace may not set a column null when a row goes,
-- not even another one. So the library lets go before it deletes; a reference to nothing is still refused when the transaction ends.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE calls
    DROP CONSTRAINT calls_workspace_id_lead_id_fkey,
    DROP CONSTRAINT calls_workspace_id_parent_call_id_fkey;
ALTER TABLE calls
    ADD FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (workspace_id, parent_call_id) REFERENCES calls (workspace_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE meetings
    DROP CONSTRAINT meetings_workspace_id_lead_id_fkey,
    DROP CONSTRAINT meetings_workspace_id_call_id_fkey;
ALTER TABLE meetings
    ADD FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (workspace_id, call_id) REFERENCES calls (workspace_id, id) DEFERRABLE INITIALLY DEFERRED;
