// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>One field of a <see cref="TemplateRecord"/>.</summary>
/// <param name="Name">Its name in templates.</param>
/// <param name="Value">Its value.</param>
internal sealed record TemplateField(string Name, TemplateValue Value)
{
    /// <summary>Its name in JSON; the name where null was given.</summary>
    public string JsonName { get; init; } = Name;

    /// <summary>Whether JSON leaves it out when it is empty.</summary>
    public bool OmitsEmpty { get; init; }

    /// <summary>Whether JSON leaves it out.</summary>
    public bool IsOmitted => OmitsEmpty && !Value.IsTrue;
}
