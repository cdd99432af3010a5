-- What the order of a run takes from stock while the system that counts the stock does not know the order:
-- [{"item", "warehouse", "quantity"}]. It stands on the run, so it is written with the run's own commit and goes with it.
ALTER TABLE runs ADD COLUMN promised jsonb;

-- The last figure of each item and warehouse that went to a store: as it was read, and what was made of it.
CREATE TABLE stock_figures (
  tenant text NOT NULL,
  -- Connections of the system that counts the stock, and of the store.
  source text NOT NULL,
  target text NOT NULL,
  item text NOT NULL,
  warehouse text NOT NULL,
  -- As it was read; may be below zero.
  figure numeric NOT NULL DEFAULT 0,
  read_at timestamptz NOT NULL DEFAULT 'epoch',
  promised numeric NOT NULL DEFAULT 0,
  safety numeric NOT NULL DEFAULT 0,
  -- What the store was told to have.
  quantity numeric,
  section text,
  product_id text,
  -- When the store last had it from us.
  written_at timestamptz,
  -- What keeps it from the store.
  problem text,
  PRIMARY KEY (tenant, target, item, warehouse, source)
);
