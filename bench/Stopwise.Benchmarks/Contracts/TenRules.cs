using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Benchmarks.Contracts;

/// <summary>Ten rules of ten kinds in variants, as a contract file and as the C# that a programmer would write instead.</summary>
internal static class TenRules
{
    private static readonly string[] Endings = ["py", "cs", "ts", "go", "rs"];

    public static ContractSet Contracts(int count)
    {
        var items = Enumerable.Range(0, count).Select(i => Item(i % 10, i / 10));
        return ContractSet.Parse($"version: 1\ncontracts:\n{string.Concat(items)}", "ten-rules.yaml");
    }

    /// <summary>The hand-written rules in the same order: each returns the first record that breaks it, or -1 so far.</summary>
    public static IHandWritten[] ByHand(int count) =>
        [.. Enumerable.Range(0, count).Select(i => HandWritten(i % 10, i / 10))];

    private static string Item(int rule, int variant) =>
        $"- name: r{rule}-{variant}\n  rule: Generated.\n  "
        + rule switch
        {
            0 =>
                $"each: file\n  precedence: {{first: {{does: read}}, then: {{does: edit, writes: '*.{Endings[variant]}'}}}}\n",
            1 => $"response: {{when: {{does: edit, tool: tool{variant}}}, then: {{does: check}}}}\n",
            2 => $"absence: {{does: destructive, tool: tool{variant}}}\n",
            3 => $"repetition: {{of: {{kind: action}}, most: {3 + variant}, same: action}}\n",
            4 => $"budget: {{tokens: {1_000_000_000L * (variant + 1)}}}\n",
            5 => $"response: {{when: {{outcome: error}}, then: {{does: [read, edit]}}, within: {50 + variant}}}\n",
            6 => $"termination: {{within: {50_000 + variant}}}\n",
            7 => $"flow: {{from: {{does: secret, agent: agent-{variant}}}, to: {{does: destructive}}}}\n",
            8 => $"alphabet: {{agent: agent-{variant}, only: {{not: {{does: destructive}}}}}}\n",
            _ => $"step: {{when: {{kind: action, tool: tool{variant}}}, must: {{only: {{writes: 'src/**'}}}}}}\n",
        };

    private static IHandWritten HandWritten(int rule, int variant) =>
        rule switch
        {
            0 => new ReadFirst($".{Endings[variant]}"),
            1 => new TestedAfter($"tool{variant}"),
            2 => new Forbidden(r => r.Facts.HasFlag(RecordFacts.Destructive) && IsCallOf(r, $"tool{variant}")),
            3 => new NotAgain(3 + variant),
            4 => new Spends(1_000_000_000L * (variant + 1)),
            5 => new Recovers(50 + variant),
            6 => new Ends(50_000 + variant),
            7 => new Leak($"agent-{variant}"),
            8 => new Forbidden(r => r.Agent == $"agent-{variant}" && r.Facts.HasFlag(RecordFacts.Destructive)),
            _ => new Forbidden(r =>
                r.Kind == RecordKind.Action
                && r.Name == $"tool{variant}"
                && r.Writes.Any(w => !w.StartsWith("src/", StringComparison.Ordinal))
            ),
        };

    private static bool IsCallOf(MessageActionRecord record, string tool) =>
        record.Kind is RecordKind.Action or RecordKind.Observation && record.Name == tool;

    /// <summary>A rule as code.</summary>
    internal interface IHandWritten
    {
        /// <summary>The first record that broke it; -1 where none did.</summary>
        int First { get; }

        void Step(MessageActionRecord record);
    }

    private abstract class Rule : IHandWritten
    {
        public int First { get; private set; } = -1;

        public abstract void Step(MessageActionRecord record);

        protected void Break(MessageActionRecord record) => First = First < 0 ? record.Seq : First;
    }

    private sealed class Forbidden(Func<MessageActionRecord, bool> what) : Rule
    {
        public override void Step(MessageActionRecord record)
        {
            if (what(record))
            {
                Break(record);
            }
        }
    }

    private sealed class ReadFirst(string ending) : Rule
    {
        private readonly HashSet<string> _read = new(StringComparer.Ordinal);

        public override void Step(MessageActionRecord record)
        {
            if (record.Facts.HasFlag(RecordFacts.Read))
            {
                _read.UnionWith(record.Reads);
                _read.UnionWith(record.Writes);
            }

            if (record.Facts.HasFlag(RecordFacts.Edit))
            {
                foreach (var file in record.Writes)
                {
                    if (file.EndsWith(ending, StringComparison.Ordinal) && !_read.Contains(file))
                    {
                        Break(record);
                    }
                }
            }
        }
    }

    private sealed class TestedAfter(string tool) : Rule
    {
        public bool Pending { get; private set; }

        public override void Step(MessageActionRecord record)
        {
            Pending |= record.Facts.HasFlag(RecordFacts.Edit) && IsCallOf(record, tool);
            Pending &= !record.Facts.HasFlag(RecordFacts.Check);
        }
    }

    private sealed class NotAgain(int most) : Rule
    {
        private readonly Dictionary<(string, string), int> _counts = [];

        public override void Step(MessageActionRecord record)
        {
            if (record.Kind == RecordKind.Action)
            {
                var key = (record.Name, record.Payload);
                var count = _counts[key] = _counts.GetValueOrDefault(key) + 1;
                if (count > most)
                {
                    Break(record);
                }
            }
        }
    }

    private sealed class Spends(long limit) : Rule
    {
        private long _spent;

        public override void Step(MessageActionRecord record)
        {
            _spent += (record.Cost.InputTokens ?? 0) + (record.Cost.OutputTokens ?? 0);
            if (_spent > limit)
            {
                Break(record);
            }
        }
    }

    private sealed class Recovers(int within) : Rule
    {
        private int _since = -1;

        public override void Step(MessageActionRecord record)
        {
            if (_since >= 0 && record.Step > _since + within)
            {
                Break(record);
                _since = -1;
            }

            if ((record.Facts & (RecordFacts.Read | RecordFacts.Edit)) != 0)
            {
                _since = -1;
            }
            else if (_since < 0 && record.Kind == RecordKind.Observation && record.Facts.HasFlag(RecordFacts.Error))
            {
                _since = record.Step;
            }
        }
    }

    private sealed class Ends(int within) : Rule
    {
        private bool _ended;

        public override void Step(MessageActionRecord record)
        {
            if (!_ended && record.Step >= within)
            {
                Break(record);
            }

            _ended |= record.Facts.HasFlag(RecordFacts.Final);
        }
    }

    private sealed class Leak(string agent) : Rule
    {
        private readonly HashSet<int> _tainted = [];

        public override void Step(MessageActionRecord record)
        {
            var tainted = record.Facts.HasFlag(RecordFacts.Secret) && record.Agent == agent;
            foreach (var origin in record.Provenance)
            {
                tainted |= _tainted.Contains(origin.Seq);
            }

            if (tainted)
            {
                _tainted.Add(record.Seq);
                if (record.Facts.HasFlag(RecordFacts.Destructive))
                {
                    Break(record);
                }
            }
        }
    }
}
