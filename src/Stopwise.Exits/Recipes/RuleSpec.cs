using System.Text.Json.Serialization;

namespace Stopwise.Exits.Recipes;

/// <summary>A rule as data: what a recipe or policy file holds, and the only way to make an <see cref="IExitRule"/> of ours.</summary>
/// <remarks>
/// In JSON the property <c>rule</c> names the kind. A parameter that is absent where it may be is <em>free</em>:
/// calibration chooses it and <see cref="Freeze"/> puts it in.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "rule")]
[JsonDerivedType(typeof(ThresholdSpec), "threshold")]
[JsonDerivedType(typeof(WindowSpec), "window")]
[JsonDerivedType(typeof(ScheduleSpec), "schedule")]
[JsonDerivedType(typeof(DepthSpec), "depth")]
[JsonDerivedType(typeof(CumulativeSpec), "cumulative")]
[JsonDerivedType(typeof(BudgetSpec), "budget")]
[JsonDerivedType(typeof(LogisticSpec), "logistic")]
[JsonDerivedType(typeof(MlpSpec), "mlp")]
[JsonDerivedType(typeof(TreesSpec), "trees")]
[JsonDerivedType(typeof(AdditiveSpec), "additive")]
[JsonDerivedType(typeof(UtilitySpec), "utility")]
[JsonDerivedType(typeof(PatienceSpec), "patience")]
[JsonDerivedType(typeof(QuorumSpec), "quorum")]
[JsonDerivedType(typeof(AllSpec), "all")]
[JsonDerivedType(typeof(AnySpec), "any")]
[JsonDerivedType(typeof(NotBeforeSpec), "not-before")]
[JsonDerivedType(typeof(EverySpec), "every")]
public abstract record RuleSpec
{
    private protected RuleSpec() { }

    /// <summary>True when no parameter is left for calibration to choose.</summary>
    [JsonIgnore]
    public bool IsFrozen => FreeParameters == 0;

    /// <summary>The signals this rule and the rules inside it read, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Signals => [.. Reads.Distinct(StringComparer.Ordinal)];

    internal abstract int FreeParameters { get; }

    internal abstract IEnumerable<string> Reads { get; }

    /// <summary>The same rule with its free parameter set; a frozen rule comes back unchanged.</summary>
    /// <param name="value">In the unit of the signal it is compared with; infinity for "never".</param>
    /// <exception cref="StopwiseException">More than one parameter is free, so one number does not say which.</exception>
    public RuleSpec Freeze(double value)
    {
        if (FreeParameters > 1)
        {
            throw new StopwiseException(
                $"One value cannot set the {FreeParameters} free parameters of this rule; fix all but one."
            );
        }

        return WithFree(value);
    }

    /// <summary>Looks up the columns and makes the rule.</summary>
    /// <exception cref="StopwiseException">
    /// A signal is not in the schema, a parameter is free or out of range, or the rule needs more memory than there is.
    /// </exception>
    public IExitRule Bind(SignalSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!IsFrozen)
        {
            throw new StopwiseException(
                $"The rule over {string.Join(", ", Signals)} has a parameter without a value; calibrate it or give one."
            );
        }

        var rule = Build(schema);
        if (rule.MemorySlots > RuleMemory.Capacity)
        {
            throw new StopwiseException(
                $"The rule needs {rule.MemorySlots} slots of memory; there are {RuleMemory.Capacity}. "
                    + "Use fewer patience and cumulative rules inside it."
            );
        }

        return rule;
    }

    /// <summary>Checks and builds; the slots of memory are checked once, at the root.</summary>
    internal abstract IExitRule Build(SignalSchema schema);

    internal abstract RuleSpec WithFree(double value);
}
