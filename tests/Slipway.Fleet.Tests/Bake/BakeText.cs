// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests.Bake;

/// <summary>Bake files as strings.</summary>
internal static class BakeText
{
    internal static BakeDefinition Read(string text, BakeReadOptions? options = null, string name = "docker-bake.hcl") =>
        BakeDefinition.Read([BakeFile.From(SourceText.From(name, text))], options ?? new() { Folder = "/fleets/app" });

    /// <summary>The first problem of a file, or of what is asked of it, as <c>line:column: message</c>, with its help after a bar.</summary>
    internal static string Problem(string text, BakeReadOptions? options = null, string name = "docker-bake.hcl")
    {
        var definition = Read(text, options, name);
        var found = definition.HasErrors ? definition.Diagnostics : definition.Select([]).Diagnostics;
        return found.Where(static diagnostic => diagnostic.Severity == Severity.Error)
            .Select(static diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}")).FirstOrDefault() ?? "";
    }

    /// <summary>The value that an expression has, as JSON.</summary>
    internal static string Value(string expression, string before = "")
    {
        var definition = Read($"{before}\nvariable \"value\" {{\n  default = {expression}\n}}\n");
        definition.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        return definition.Variables.Single(static variable => variable.Name == "value").Value ?? "null";
    }
}
