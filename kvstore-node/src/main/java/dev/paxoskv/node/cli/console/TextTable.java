package dev.paxoskv.node.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Lays out rows in columns as wide as their widest cell, separated by two spaces. Not for threads. */
public final class TextTable {
    private final int columns;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... header) {
        columns = header.length;
        rows.add(List.of(header));
    }

    /** Adds a row; one with fewer cells than the header is padded, and its last cell does not widen the column. */
    public void add(String... cells) {
        if (cells.length > columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns + " columns");
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            appendRow(text, row, widths);
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            int whole = row.size() == columns ? columns : row.size() - 1;
            for (int i = 0; i < whole; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            text.append(cell);
            if (i + 1 < row.size()) {
                text.repeat(' ', widths[i] - cell.length() + 2);
            }
        }
        text.append('\n');
    }
}
