namespace Stopwise.Traces.Onset.Talk;

/// <summary>What one step of a conversation says, measured against what had been shown by then.</summary>
/// <remarks>
/// Evidence up to a step is the question, the opening plan and all tool output before it. A token is unsupported where an
/// agent says it, nobody said it before, and the evidence does not hold it. The final claim is what the last message with
/// content states (names, numbers, bold words) beyond question and plan: known only after the run, as a diagnosis is.
/// </remarks>
internal sealed class StepTalk
{
    /// <summary>Characters of what the agent wrote.</summary>
    public int Characters { get; init; }

    /// <summary>Only reports what a tool returned; not an agent's own words.</summary>
    public bool IsResult { get; init; }

    /// <summary>Written by a person or a simulated user.</summary>
    public bool IsHuman { get; init; }

    /// <summary>Too short to hold a decision, such as a hand-over to the next speaker.</summary>
    public bool IsTrivial { get; init; }

    /// <summary>The opening message of a system of several agents.</summary>
    public bool IsPlan { get; init; }

    /// <summary>Thinks about or hands over work that another agent then does in the same turn.</summary>
    public bool IsDelegating { get; init; }

    /// <summary>Reports what an agent that was sent out saw or did: evidence for the one who sent it.</summary>
    public bool IsReport { get; init; }

    /// <summary>Holds a fenced block of code.</summary>
    public bool HasCode { get; init; }

    /// <summary>Numbers that nothing shown supports, outside code.</summary>
    public int UnsupportedInProse { get; set; }

    /// <summary>Numbers that nothing shown supports, inside code.</summary>
    public int UnsupportedInCode { get; set; }

    /// <summary>Names that nothing shown supports.</summary>
    public int UnsupportedNames { get; set; }

    /// <summary>The first unsupported number or name, to quote.</summary>
    public Quote? FirstUnsupported { get; set; }

    /// <summary>Unsupported numbers in a step without code, before any tool had succeeded.</summary>
    public bool ClaimsWithoutEvidence { get; set; }

    /// <summary>Tokens of the final claim that are said here for the first time.</summary>
    public int FinalTokens { get; set; }

    /// <summary>Those of them that no tool output of the run and no question holds.</summary>
    public int FinalTokensUnsupported { get; set; }

    /// <summary>Numbers of the final claim said here for the first time.</summary>
    public int FinalNumbers { get; set; }

    /// <summary>The first of the unsupported ones, to quote.</summary>
    public Quote? FirstFinal { get; set; }

    /// <summary>Words of assumption: assume, likely, for example.</summary>
    public int Assumptions { get; set; }

    /// <summary>Words of invention: simulate, placeholder, mock.</summary>
    public int Inventions { get; set; }

    /// <summary>The first word of invention or assumption, to quote.</summary>
    public string? FirstAssumption { get; set; }

    /// <summary>Words of checking: verify, confirm, double-check.</summary>
    public int Checks { get; set; }

    /// <summary>Words of ending: conclude, final answer, terminate.</summary>
    public int Conclusions { get; set; }

    /// <summary>Words of failing to find: not found, unable, could not.</summary>
    public int Misses { get; set; }

    /// <summary>Share of the words not said before in the run, from 0 to 1.</summary>
    public float Novelty { get; set; }

    /// <summary>What its code or request came to: null where nothing was run for it.</summary>
    public bool? Failed { get; set; }

    /// <summary>Its code ran and printed nothing or an empty collection.</summary>
    public bool CameBackEmpty { get; set; }

    /// <summary>First step that shows the outcome of this one; -1 where there is none.</summary>
    public int ResultStep { get; set; } = -1;

    /// <summary>Of a plan: share of the question's words that it leaves out, from 0 to 1.</summary>
    public float QuestionMissing { get; set; }

    /// <summary>Of a plan: it speaks of exit codes or of executing code that the question never asked about.</summary>
    public bool SpeaksOfExitCodes { get; set; }

    /// <summary>Working steps before this one.</summary>
    public int WorkBefore { get; init; }

    /// <summary>An agent's own step with content: it acts or decides, and does not only pass work on.</summary>
    public bool IsWork => !IsResult && !IsHuman && !IsTrivial && !IsDelegating;
}
