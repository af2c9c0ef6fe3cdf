CREATE TABLE warehouses (
    region text NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (region, number)
);
CREATE TABLE shelves (
    region text NOT NULL,
    warehouse integer NOT NULL,
    shelf integer NOT NULL,
    label text,
    PRIMARY KEY (region, warehouse, shelf),
    CONSTRAINT shelves_warehouse_fk FOREIGN KEY (region, warehouse) REFERENCES warehouses (region, number) ON UPDATE CASCADE ON DELETE RESTRICT
);
