namespace Stopwise.Exits.Recipes;

/// <summary>A rule with frozen parameters, tied to one schema; the content of a <c>*.policy.json</c> file.</summary>
/// <remarks>What the policy says is in its rule, which carries the verdict; what a stop then does is its settlement.</remarks>
public sealed record Policy
{
    /// <summary>The newest file version this code reads and the one it writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>File version, 1 to <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Unique among the policies of a store.</summary>
    public required string Id { get; init; }

    /// <summary>A word for reports, e.g. <c>token-cap</c>, <c>kin-prior</c>, <c>head</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The recipe it was calibrated from, where there was one.</summary>
    public string? Recipe { get; init; }

    /// <summary>The rule; nothing in it is free.</summary>
    public required RuleSpec Rule { get; init; }

    /// <summary>What a stop does about the units it skips.</summary>
    public required Settlement Settlement { get; init; }

    /// <summary>The <see cref="SignalSchema.Hash"/> of the table it was calibrated on.</summary>
    public required string SchemaHash { get; init; }

    /// <summary>A check of the workspace on whose verdict a run may end as done; absent means that none is made.</summary>
    public VerifySpec? Verify { get; init; }

    /// <summary>What is promised; absent means nothing is.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>Reads and checks a policy.</summary>
    /// <exception cref="StopwiseException">The text is not a policy, or it could never run.</exception>
    public static Policy Parse(string json)
    {
        var policy = RecipeJson.Read(json, RecipeJson.Files.Policy, "policy");
        policy.Check();
        return policy;
    }

    /// <summary>The file's text: indented, with a last line feed; numbers read back to the same bits.</summary>
    public string ToJson() => RecipeJson.Write(this, RecipeJson.Files.Policy);

    /// <summary>Refuses a policy that could never run.</summary>
    /// <exception cref="StopwiseException">The message names the policy, what is wrong and what is wanted.</exception>
    public void Check()
    {
        FileChecks.Version(Version, CurrentVersion, $"Policy '{Id}'");
        FileChecks.Text(Id, "A policy", "id");
        FileChecks.Text(SchemaHash, $"Policy '{Id}'", "schemaHash");
        if (!Rule.IsFrozen)
        {
            throw new StopwiseException(
                $"Policy '{Id}' has a parameter without a value; only recipes may leave one free."
            );
        }

        CheckCertificate();
        Verify?.Check($"Policy '{Id}'");
        FileChecks.Named($"Policy '{Id}'", () => Rule.Bind(new SignalSchema(1, Rule.Signals)));
    }

    /// <summary>Makes the rule for a host with the schema it was calibrated on, or one that only added columns to it.</summary>
    /// <exception cref="StopwiseException">The host has another schema.</exception>
    public IExitRule Bind(SignalSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.Extends(SchemaHash))
        {
            throw new StopwiseException(
                $"Policy '{Id}' was calibrated on signal schema {SchemaHash}; this host has {schema.Hash} "
                    + $"(version {schema.Version}: {string.Join(", ", schema.Names)}). Calibrate it again on runs of this host."
            );
        }

        return Rule.Bind(schema);
    }

    private void CheckCertificate()
    {
        if (Certificate is null)
        {
            return;
        }

        if (Certificate.PolicyId != Id)
        {
            throw new StopwiseException($"Policy '{Id}' carries the certificate of '{Certificate.PolicyId}'.");
        }

        if (Certificate.Settlement != Settlement)
        {
            throw new StopwiseException(
                $"Policy '{Id}' settles by {Settlement}, but its certificate was counted under {Certificate.Settlement}."
            );
        }

        FileChecks.Share(Certificate.Alpha, $"The certificate of policy '{Id}'", "alpha");
        FileChecks.Share(Certificate.Delta, $"The certificate of policy '{Id}'", "delta");
    }
}
