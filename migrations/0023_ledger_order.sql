-- +goose Up
-- The lines of an account in the order of their postings: what moved it, newest
-- first, without sorting all of them.
DROP INDEX ledger_line_by_debit;
DROP INDEX ledger_line_by_credit;
CREATE INDEX ledger_line_by_debit ON ledger_line (debit, debit_party, posting_id);
CREATE INDEX ledger_line_by_credit ON ledger_line (credit, credit_party, posting_id);

-- +goose Down
DROP INDEX ledger_line_by_debit;
DROP INDEX ledger_line_by_credit;
CREATE INDEX ledger_line_by_debit ON ledger_line (debit, debit_party);
CREATE INDEX ledger_line_by_credit ON ledger_line (credit, credit_party);
