using System.Globalization;

namespace Stopwise.Traces.Costs;

/// <summary>Reads the energy counters of the processor (RAPL, as Linux shows them under <c>/sys/class/powercap</c>).</summary>
/// <remarks>
/// The counters cover the whole machine: what else runs meanwhile is in them. They wrap around, so <see cref="Sample"/>
/// must be called more often than that; every ten seconds is often enough below 20 kW.
/// </remarks>
public sealed class EnergyMeter
{
    private readonly List<Zone> _zones;

    private EnergyMeter(List<Zone> zones) => _zones = zones;

    /// <summary>Joules since the meter was opened, as of the last sample.</summary>
    public double Joules { get; private set; }

    /// <summary>Opens the counters; null where the machine has none, hides them, or lets only root read them.</summary>
    /// <param name="root">The folder that stands for <c>/</c>.</param>
    public static EnergyMeter? TryOpen(string root = "/")
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        var folder = Path.Combine(root, "sys/class/powercap");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var zones = Directory
            .EnumerateDirectories(folder, "intel-rapl:*")
            .Order(StringComparer.Ordinal)
            .Where(IsOwnPart)
            .Select(Zone.TryOpen)
            .OfType<Zone>()
            .ToList();
        return zones.Count == 0 ? null : new EnergyMeter(zones);
    }

    /// <summary>Adds what was spent since the sample before; true unless a counter can no longer be read.</summary>
    public bool Sample()
    {
        var read = true;
        foreach (var zone in _zones)
        {
            if (zone.Spent() is { } microjoules)
            {
                Joules += microjoules / 1e6;
            }
            else
            {
                read = false;
            }
        }

        return read;
    }

    /// <summary>
    /// Packages and memory. The parts of a package are in its own counter already, and the platform's counter holds the
    /// packages.
    /// </summary>
    private static bool IsOwnPart(string zone)
    {
        var isPart = Path.GetFileName(zone).Count(c => c == ':') > 1;
        var name = TextFile.TryRead(Path.Combine(zone, "name"));
        return isPart ? name == "dram" : name != "psys";
    }

    private sealed class Zone
    {
        private readonly string _counter;
        private readonly ulong _range;
        private ulong _last;

        private Zone(string counter, ulong range, ulong first)
        {
            _counter = counter;
            _range = range;
            _last = first;
        }

        public static Zone? TryOpen(string folder)
        {
            var counter = Path.Combine(folder, "energy_uj");
            return Number(counter) is { } first && Number(Path.Combine(folder, "max_energy_range_uj")) is { } range
                ? new Zone(counter, range, first)
                : null;
        }

        public ulong? Spent()
        {
            if (Number(_counter) is not { } now)
            {
                return null;
            }

            // A last value above the range is no wrap: the counter was reset, and what it shows is what came since.
            var spent =
                now >= _last ? now - _last
                : _last <= _range ? _range - _last + now + 1
                : now;
            _last = now;
            return spent;
        }

        private static ulong? Number(string path) =>
            ulong.TryParse(TextFile.TryRead(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
