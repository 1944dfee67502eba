using Apache.Arrow;
using Apache.Arrow.Ipc;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Signals;
using Stopwise.Traces.Tests;

namespace Stopwise.Traces.Export;

public class ExitTableExportTests
{
    [Fact]
    public void Every_row_of_the_table_is_a_row_of_the_file()
    {
        var table = RunTable.Build(
            [
                RunMaker.Simple("a", solved: true, steps: 5, lastEdit: 3),
                RunMaker.Simple("b", solved: false, steps: 3, lastEdit: 2),
                RunMaker.Of("c", solved: null, RunMaker.Shell(0, "ls")),
            ],
            KinView.None
        );
        using var file = new MemoryStream();

        ExitTableExport.Write(table, file);

        file.Position = 0;
        using var reader = new ArrowFileReader(file);
        using var batch = reader.ReadNextRecordBatch();
        batch.Length.ShouldBe(table.Table.RowCount);
        reader.ReadNextRecordBatch().ShouldBeNull();
        batch.Schema.Metadata["stopwise.signals.hash"].ShouldBe(SignalFold.Schema.Hash);
        Column<StringArray>(batch, "run").GetString(0).ShouldBe("a");
        Column<BooleanArray>(batch, "good").GetValue(batch.Length - 1).ShouldBeNull();
        var at = 0;
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            for (var row = 0; row < table.Table.Rows(run); row++, at++)
            {
                Column<Int32Array>(batch, "unit").GetValue(at).ShouldBe(row);
                Column<DoubleArray>(batch, "cost.input_tokens")
                    .GetValue(at)
                    .ShouldBe(table.Table.Cost(run, row, RunTable.InputTokensCost));
                Column<BooleanArray>(batch, "harm.hand_in").GetValue(at).ShouldBe(table.Table.Harms(run, row, 0));
                foreach (var (name, signal) in SignalFold.Schema.Names.Zip(table.Table.Signals(run, row).ToArray()))
                {
                    Column<DoubleArray>(batch, $"signal.{name}")
                        .GetValue(at)
                        .ShouldBe(float.IsNaN(signal) ? null : (double)signal);
                }
            }
        }
    }

    [Fact]
    public void A_long_table_is_written_in_several_batches_and_loses_no_row()
    {
        var table = RunTable.Build(
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(i => RunMaker.Simple($"r{i:d2}", solved: true, steps: 500, lastEdit: 400)),
            ],
            KinView.None
        );
        using var file = new MemoryStream();

        ExitTableExport.Write(table, file);

        file.Position = 0;
        using var reader = new ArrowFileReader(file);
        var units = new List<int>();
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            units.AddRange(Column<Int32Array>(batch, "unit").Values.ToArray());
            batch.Dispose();
        }

        units.Count.ShouldBe(table.Table.RowCount);
        units.Count(u => u == 0).ShouldBe(40);
    }

    private static T Column<T>(RecordBatch batch, string name)
        where T : class => batch.Column(name).ShouldBeOfType<T>();
}
