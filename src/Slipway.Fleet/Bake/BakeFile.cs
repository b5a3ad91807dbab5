// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>A file that Bake reads.</summary>
/// <param name="Source">The text, under the path it is shown by.</param>
/// <param name="Syntax">Its language.</param>
public sealed record BakeFile(SourceText Source, BakeSyntax Syntax)
{
    /// <summary>The names that are looked for in a folder where none is given, in the order in which they are merged.</summary>
    public static IReadOnlyList<string> DefaultNames { get; } =
    [
        "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl",
    ];

    /// <summary>A file with the language that its name and its text tell.</summary>
    public static BakeFile From(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source, SyntaxOf(source.Path) ?? (source.Text.AsSpan().TrimStart() is ['{', ..] ? BakeSyntax.Json : BakeSyntax.Hcl));
    }

    /// <summary>Whether a file of this name is one of Bake's or Compose's.</summary>
    public static bool IsNamedSo(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = Path.GetFileName(path);
        return SyntaxOf(name) is BakeSyntax.Hcl or BakeSyntax.Json || (SyntaxOf(name) == BakeSyntax.Compose && name.Contains("compose", StringComparison.OrdinalIgnoreCase));
    }

    private static BakeSyntax? SyntaxOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".YML" or ".YAML" => BakeSyntax.Compose,
        ".HCL" => BakeSyntax.Hcl,
        ".JSON" => BakeSyntax.Json,
        _ => null,
    };
}
