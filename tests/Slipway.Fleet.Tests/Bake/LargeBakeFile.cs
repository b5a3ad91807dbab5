// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Fleet.Tests.Bake;

/// <summary>A Bake file of the size of a large repository's: 49 targets, 10 groups, 2 variables, more than 514 lines.</summary>
internal static class LargeBakeFile
{
    internal const int Targets = 49;

    internal static string Write()
    {
        var text = new StringBuilder("variable \"REGISTRY\" {\n  default = \"registry.example.org/home\"\n}\n\nvariable \"VERSION\" {\n  default = \"1.0.0\"\n}\n\n");
        var names = Enumerable.Range(1, Targets).Select(static number => $"service-{number:00}").ToList();
        text.Append("group \"default\" {\n  targets = [\"").AppendJoin("\", \"", Enumerable.Range(1, 9).Select(static number => $"part-{number}")).Append("\"]\n}\n\n");
        for (var group = 1; group <= 9; group++)
            text.Append(CultureInfo.InvariantCulture, $"group \"part-{group}\" {{\n  targets = [\n").AppendJoin("", names.Where((_, index) => index % 9 == group - 1).Select(static name => $"    \"{name}\",\n")).Append("  ]\n}\n\n");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $"target \"{name}\" {{\n  context    = \"services/{name}\"\n  dockerfile = \"Dockerfile\"\n  tags       = [\"${{REGISTRY}}/{name}:${{VERSION}}\", \"${{REGISTRY}}/{name}:latest\"]\n  labels = {{\n    \"org.opencontainers.image.title\"   = \"{name}\"\n    \"org.opencontainers.image.version\" = VERSION\n  }}\n}}\n\n");
        return text.ToString();
    }
}
