// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A field of a fleet file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Summary">What it says, in sentences.</param>
/// <param name="Example">A value, as YAML on one line.</param>
internal sealed record FleetField(string Name, FieldShape Shape, string Summary, string Example)
{
    /// <summary>What holds where it isn't there; null where nothing does.</summary>
    internal string? Default { get; init; }

    /// <summary>What else must be there for the example to mean something, as YAML; null is nothing.</summary>
    internal string? With { get; init; }

    /// <summary>Whether it must be there.</summary>
    internal bool IsRequired { get; init; }

    /// <summary>Whether words in braces are filled in.</summary>
    internal bool IsFilled { get; init; }
}
