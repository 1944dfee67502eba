using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Costs;

namespace Stopwise.Traces.Tests.Costs;

public sealed class EnergyMeterTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stopwise-rapl-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_machine_without_counters_has_no_meter()
    {
        EnergyMeter.TryOpen(_root).ShouldBeNull();
        Directory.CreateDirectory(Path.Combine(_root, "sys/class/powercap/intel-rapl:0"));
        EnergyMeter.TryOpen(_root).ShouldBeNull();
    }

    [Fact]
    public void Packages_and_memory_count_and_nothing_counts_twice()
    {
        Zone("intel-rapl:0", "package-0", 1_000_000);
        Zone("intel-rapl:0:0", "core", 500_000);
        Zone("intel-rapl:0:1", "dram", 0);
        Zone("intel-rapl:1", "package-1", 0);
        Zone("intel-rapl:2", "psys", 0);
        Zone("intel-rapl-mmio:0", "package-0", 0);
        var meter = EnergyMeter.TryOpen(_root)!;

        foreach (var zone in (string[])["intel-rapl:0:0", "intel-rapl:2", "intel-rapl-mmio:0"])
        {
            Counter(zone, 900_000_000);
        }

        Counter("intel-rapl:0", 3_500_000);
        Counter("intel-rapl:0:1", 250_000);
        Counter("intel-rapl:1", 1_000_000);

        meter.Sample().ShouldBeTrue();
        meter.Joules.ShouldBe(2.5 + 0.25 + 1, 1e-9);
        meter.Sample().ShouldBeTrue();
        meter.Joules.ShouldBe(3.75, 1e-9);
    }

    [Fact]
    public void A_counter_that_wraps_around_goes_on()
    {
        Zone("intel-rapl:0", "package-0", 262_143_000_000, range: 262_143_328_850);
        var meter = EnergyMeter.TryOpen(_root)!;

        Counter("intel-rapl:0", 671_149);
        meter.Sample();

        meter.Joules.ShouldBe(1.0, 1e-9);
    }

    [Fact]
    public void A_counter_that_was_reset_does_not_count_backwards()
    {
        Zone("intel-rapl:0", "package-0", 5_000_000, range: 4_000_000);
        var meter = EnergyMeter.TryOpen(_root)!;

        Counter("intel-rapl:0", 2_000_000);
        meter.Sample();

        meter.Joules.ShouldBe(2.0, 1e-9);
    }

    [Fact]
    public void A_counter_that_goes_away_is_told()
    {
        Zone("intel-rapl:0", "package-0", 0);
        var meter = EnergyMeter.TryOpen(_root)!;
        File.Delete(Path.Combine(_root, "sys/class/powercap/intel-rapl:0/energy_uj"));

        meter.Sample().ShouldBeFalse();
    }

    [Fact]
    public void The_idle_draw_is_taken_off()
    {
        MeasuredEnergy.Measured(10, 4, joules: 300, idleWatts: 20).Joules.ShouldBe(100);
        MeasuredEnergy.Measured(10, 4, joules: 150, idleWatts: 20).Joules.ShouldBe(0);
    }

    [Fact]
    public void Without_counters_joules_are_estimated_from_cpu_time_or_unknown()
    {
        MeasuredEnergy
            .Estimated(10, 4, watts: 12.5)
            .ShouldBe(
                new MeasuredEnergy
                {
                    Seconds = 10,
                    CpuSeconds = 4,
                    Joules = 50,
                    Kind = "estimated",
                    WattsGiven = 12.5,
                }
            );
        MeasuredEnergy.Estimated(10, 4, watts: null).Joules.ShouldBeNull();
        MeasuredEnergy.Estimated(10, null, watts: 12.5).Kind.ShouldBe("unknown");
    }

    [Fact]
    public void Cpu_time_of_children_is_read_past_any_program_name()
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc/self"));
        File.WriteAllText(
            Path.Combine(_root, "proc/self/stat"),
            "42 (a) b (c) S 1 42 42 0 -1 4194304 101 0 0 0 7 8 150 75 20 0 1 0 1464307 3133440 414\n"
        );

        ChildCpuTime.Seconds(_root).ShouldBe(2.25);
        ChildCpuTime.Seconds(Path.Combine(_root, "sys")).ShouldBeNull();
    }

    [Fact]
    public void Shipped_energy_models_have_a_source_and_a_range()
    {
        EnergyModel.Shipped.ShouldNotBeEmpty();
        foreach (var model in EnergyModel.Shipped)
        {
            model.Source!.ShouldStartWith("https://");
            model.OutputJoulesPer1k!.Value.Low.ShouldBeLessThan(model.OutputJoulesPer1k.Value.High);
        }
    }

    [Theory]
    [InlineData("\"watts\":[1,2]", "has a wrong \"watts\": write [low, middle, high] in rising order.")]
    [InlineData("\"watts\":[3,2,4]", "has a wrong \"watts\"")]
    [InlineData("\"note\":\"x\"", "needs either \"watts\" or \"inputJoulesPer1k\"")]
    [InlineData("\"watts\":[1,2,3],\"outputJoulesPer1k\":[1,2,3]", "needs either \"watts\" or")]
    public void A_wrong_energy_model_is_refused_with_its_line(string fields, string message) =>
        Should
            .Throw<StopwiseException>(() =>
                EnergyModel.Parse("e.json", $$"""{"version":1,"models":[{"name":"x",{{fields}}}]}""")
            )
            .Message.ShouldStartWith("e.json, line 1: models[0] " + message);

    private void Zone(string zone, string name, long microjoules, long range = 1_000_000_000_000)
    {
        // As the kernel shows them: links into the tree of devices.
        var folder = Path.Combine(_root, "sys/devices/virtual/powercap", zone);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(_root, "sys/class/powercap"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "sys/class/powercap", zone), folder);
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "max_energy_range_uj"), Number(range));
        Counter(zone, microjoules);
    }

    private void Counter(string zone, long microjoules) =>
        File.WriteAllText(Path.Combine(_root, "sys/class/powercap", zone, "energy_uj"), Number(microjoules));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture) + "\n";
}
