// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>What a template works on: the kinds of values that Go tells apart when it prints, compares and encodes them.</summary>
internal abstract record TemplateValue
{
    /// <summary>Nothing: the key of a map that isn't there. Printed as <c>&lt;no value&gt;</c>.</summary>
    public static TemplateNil Missing { get; } = new("<no value>");

    /// <summary>A pointer to nothing, printed as <c>&lt;nil&gt;</c>.</summary>
    public static TemplateNil Nil { get; } = new("<nil>");

    /// <summary>What messages call the kind.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether <c>if</c> takes it for true: what is not zero and not empty.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>A text, or nothing.</summary>
    public static TemplateValue OfText(string? text) => new TemplateText(text ?? "");

    /// <summary>A list of texts; null is the list that JSON writes as null.</summary>
    public static TemplateList OfTexts(IEnumerable<string>? texts) =>
        new([.. (texts ?? []).Select(static text => new TemplateText(text))]) { IsNull = texts is null };

    /// <summary>A map of texts; null is the map that JSON writes as null.</summary>
    public static TemplateMap OfTexts(IReadOnlyDictionary<string, string>? texts) =>
        new((texts ?? new Dictionary<string, string>()).ToDictionary(static pair => pair.Key, static TemplateValue (pair) => new TemplateText(pair.Value), StringComparer.Ordinal))
        {
            IsNull = texts is null,
            Zero = new TemplateText(""),
        };

    /// <summary>A set of words, <c>map[word:{}]</c>; null is the set that JSON writes as null.</summary>
    public static TemplateMap OfSet(IEnumerable<string>? words) =>
        new((words ?? []).ToDictionary(static word => word, static TemplateValue (_) => TemplateRecord.Empty, StringComparer.Ordinal)) { IsNull = words is null, Zero = TemplateRecord.Empty };
}

/// <summary>No value.</summary>
internal sealed record TemplateNil(string Shown) : TemplateValue
{
    public override string Kind => "nil";

    public override bool IsTrue => false;
}

/// <summary>True or false.</summary>
internal sealed record TemplateBool(bool Value) : TemplateValue
{
    public override string Kind => "bool";

    public override bool IsTrue => Value;
}

/// <summary>A whole number.</summary>
internal sealed record TemplateInteger(long Value) : TemplateValue
{
    public override string Kind => "int";

    public override bool IsTrue => Value != 0;
}

/// <summary>A number with a fraction.</summary>
internal sealed record TemplateFloat(double Value) : TemplateValue
{
    public override string Kind => "float64";

    public override bool IsTrue => Value != 0;
}

/// <summary>A text.</summary>
internal sealed record TemplateText(string Value) : TemplateValue
{
    public override string Kind => "string";

    public override bool IsTrue => Value.Length > 0;
}

/// <summary>A duration in nanoseconds: printed as <c>1m30s</c>, encoded as its number.</summary>
internal sealed record TemplateDuration(long Nanoseconds) : TemplateValue
{
    public override string Kind => "time.Duration";

    public override bool IsTrue => Nanoseconds != 0;
}

/// <summary>A moment: printed as Go prints one, encoded as RFC 3339.</summary>
internal sealed record TemplateTime(DateTimeOffset Value) : TemplateValue
{
    public override string Kind => "time.Time";

    public override bool IsTrue => true;
}

/// <summary>A list.</summary>
internal sealed record TemplateList(IReadOnlyList<TemplateValue> Items) : TemplateValue
{
    /// <summary>Whether JSON writes it as null.</summary>
    public bool IsNull { get; init; }

    public override string Kind => "list";

    public override bool IsTrue => Items.Count > 0;
}
