// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>One row of a document that Slipway grew from: a command, option, field, figure or promise of it, and what became of it.</summary>
internal sealed record OriginRow
{
    /// <summary>The page that a row names in place of a test where a line of that page stands for it.</summary>
    public const string DockerPage = "docker.md";

    /// <summary>Its name, such as <c>V001</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of thing it is: command, option, endpoint, error, field, figure, file, example, practice, promise or table.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about.</summary>
    public required string What { get; init; }

    /// <summary>What it is here.</summary>
    public required string Here { get; init; }

    /// <summary>The tests that show it; none where it is not shown.</summary>
    public required IReadOnlyList<string> Tests { get; init; }

    /// <summary>What the document says of it in numbers, where it does.</summary>
    public required string? Said { get; init; }

    /// <summary>What is measured.</summary>
    public required IReadOnlyList<MeasuredFigure> Figures { get; init; }

    /// <summary>What the platform lacks for it; null where it can be had.</summary>
    public required string? Cannot { get; init; }

    /// <summary>What isn't there yet; null where it is.</summary>
    public required string? Missing { get; init; }

    /// <summary>Reads a row.</summary>
    public static OriginRow Read(YamlFile file)
    {
        var row = new OriginRow
        {
            Id = file.Required("id"),
            Kind = file.Required("kind"),
            What = file.Required("what"),
            Here = file.Text("here") ?? "",
            Tests = file.Texts("test"),
            Said = file.Text("said"),
            Figures = [.. file.Texts("figure").Select(MeasuredFigure.Parse)],
            Cannot = file.Text("cannot"),
            Missing = file.Text("missing"),
        };
        file.End();
        return row;
    }
}
