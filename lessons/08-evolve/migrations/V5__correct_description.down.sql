ALTER TABLE books RENAME COLUMN description TO descrption;
