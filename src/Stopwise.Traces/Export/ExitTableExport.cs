using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Stopwise.Exits.Tables;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Traces.Export;

/// <summary>Writes an exit table as an Apache Arrow file (IPC file format), uncompressed; docs/reference/export.md has the columns.</summary>
public static class ExitTableExport
{
    /// <summary>Raised when a column changes its meaning or goes away; new columns do not raise it.</summary>
    public const int Version = 1;

    // A batch is what a reader must hold; a few megabytes at the width of the table.
    private const int RowsAtOnce = 16_384;

    /// <summary>Writes all rows, run by run. The stream stays open.</summary>
    public static void Write(RunTable table, Stream output)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(output);
        var columns = Columns(table.Table);
        var schema = SchemaOf(table.Table, columns);
        using var writer = new ArrowFileWriter(output, schema, leaveOpen: true);
        writer.WriteStart();
        var rows = 0;
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            for (var row = 0; row < table.Table.Rows(run); row++)
            {
                foreach (var column in columns)
                {
                    column.Add(table, run, row);
                }

                if (++rows == RowsAtOnce)
                {
                    Batch(writer, schema, columns, rows);
                    rows = 0;
                }
            }
        }

        if (rows > 0)
        {
            Batch(writer, schema, columns, rows);
        }

        writer.WriteEnd();
    }

    private static void Batch(ArrowFileWriter writer, Schema schema, List<Column> columns, int rows)
    {
        using var batch = new RecordBatch(schema, columns.Select(c => c.Take()), rows);
        writer.WriteRecordBatch(batch);
    }

    private static Schema SchemaOf(ExitTable table, List<Column> columns)
    {
        var schema = new Schema.Builder()
            .Metadata("stopwise.exit_table.version", Version.ToString(CultureInfo.InvariantCulture))
            .Metadata("stopwise.signals.version", table.Schema.Version.ToString(CultureInfo.InvariantCulture))
            .Metadata("stopwise.signals.hash", table.Schema.Hash);
        foreach (var column in columns)
        {
            schema.Field(new Field(column.Name, column.Type, column.Nullable));
        }

        return schema.Build();
    }

    private static List<Column> Columns(ExitTable table)
    {
        var columns = new List<Column>
        {
            new TextColumn("run", nullable: false, facts => facts.Id),
            new TextColumn("task", nullable: true, facts => facts.Task),
            new TextColumn("agent", nullable: false, facts => facts.Agent),
            new TextColumn("model", nullable: true, facts => facts.Model),
            new TruthColumn("good", nullable: true, static (t, run, _) => t.Table.Runs[run].Good),
            new TruthColumn("tokens_estimated", nullable: false, static (t, run, _) => t.Facts[run].TokensEstimated),
            new WholeColumn("unit", static (_, _, row) => row),
            new WholeColumn("units", static (t, run, _) => t.Table.Rows(run)),
            new WholeColumn("task_number", static (t, run, _) => t.Table.Runs[run].Group),
        };
        columns.AddRange(
            table.Schema.Names.Select(
                (name, i) => new NumberColumn($"signal.{name}", (t, run, row) => t.Table.Signals(run, row)[i])
            )
        );
        columns.AddRange(
            table.CostNames.Select(
                (name, i) => new NumberColumn($"cost.{name}", (t, run, row) => t.Table.Cost(run, row, i))
            )
        );
        columns.AddRange(
            table.CostNames.Select(
                (name, i) => new NumberColumn($"total.{name}", (t, run, _) => t.Table.Runs[run].TotalCosts[i])
            )
        );
        columns.AddRange(
            table.LossNames.Select(
                (name, i) =>
                    new TruthColumn(
                        $"harm.{name.Replace('-', '_')}",
                        nullable: false,
                        (t, run, row) => t.Table.Harms(run, row, i)
                    )
            )
        );
        return columns;
    }

    /// <summary>A column of the file: how it gets its values, and the batch that is being filled.</summary>
    private abstract class Column(string name, IArrowType type, bool nullable)
    {
        public string Name { get; } = name;

        public IArrowType Type { get; } = type;

        public bool Nullable { get; } = nullable;

        public abstract void Add(RunTable table, int run, int row);

        /// <summary>The values added so far; the next batch begins.</summary>
        public abstract IArrowArray Take();

        protected static T Taken<T>(ref T filled, T next)
        {
            var taken = filled;
            filled = next;
            return taken;
        }
    }

    private sealed class TextColumn(string name, bool nullable, Func<RunFacts, string?> value)
        : Column(name, StringType.Default, nullable)
    {
        private StringArray.Builder _values = new();

        public override void Add(RunTable table, int run, int row) => _values.Append(value(table.Facts[run]));

        public override IArrowArray Take() => Taken(ref _values, new StringArray.Builder()).Build();
    }

    private sealed class TruthColumn(string name, bool nullable, Func<RunTable, int, int, bool?> value)
        : Column(name, BooleanType.Default, nullable)
    {
        private BooleanArray.Builder _values = new();

        public override void Add(RunTable table, int run, int row) =>
            _ = value(table, run, row) is { } known ? _values.Append(known) : _values.AppendNull();

        public override IArrowArray Take() => Taken(ref _values, new BooleanArray.Builder()).Build();
    }

    private sealed class WholeColumn(string name, Func<RunTable, int, int, int> value)
        : Column(name, Int32Type.Default, nullable: false)
    {
        private Int32Array.Builder _values = new();

        public override void Add(RunTable table, int run, int row) => _values.Append(value(table, run, row));

        public override IArrowArray Take() => Taken(ref _values, new Int32Array.Builder()).Build();
    }

    /// <summary>What is not known is NaN in a table and null in a file, where every tool understands it.</summary>
    private sealed class NumberColumn(string name, Func<RunTable, int, int, double> value)
        : Column(name, DoubleType.Default, nullable: true)
    {
        private DoubleArray.Builder _values = new();

        public override void Add(RunTable table, int run, int row)
        {
            var number = value(table, run, row);
            _ = double.IsNaN(number) ? _values.AppendNull() : _values.Append(number);
        }

        public override IArrowArray Take() => Taken(ref _values, new DoubleArray.Builder()).Build();
    }
}
