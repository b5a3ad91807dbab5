// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Fleet.Tests;

/// <summary>Judges YAML by the published schema with a validator that is not ours: Python's jsonschema.</summary>
internal static partial class SchemaOracle
{
    private const string Script = """
        import json, sys
        from jsonschema.validators import validator_for
        job = json.load(sys.stdin)
        kind = validator_for(job["schema"])
        kind.check_schema(job["schema"])
        validator = kind(job["schema"])
        json.dump([[f"/{'/'.join(map(str, e.absolute_path))}: {e.message}"[:300] for e in validator.iter_errors(one)] for one in job["files"]], sys.stdout)
        """;

    [GeneratedRegex(@"\A[-+]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Number();

    /// <summary>What the validator says of each text; nothing where it agrees.</summary>
    internal static Task<IReadOnlyList<IReadOnlyList<string>>> JudgeAsync(IEnumerable<string> texts) => JudgeAsync(texts, FleetFileReference.ToJsonSchema());

    /// <summary>The same by another schema.</summary>
    internal static async Task<IReadOnlyList<IReadOnlyList<string>>> JudgeAsync(IEnumerable<string> texts, string schema)
    {
        var job = new JsonObject { ["schema"] = JsonNode.Parse(schema), ["files"] = new JsonArray([.. texts.Select(ToJson)]) };
        // A host may have several, and the module is that of one.
        Needs.Tool("python3");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/bin");
        foreach (var python in folders.Select(static folder => Path.Combine(folder, "python3")).Where(File.Exists).Distinct())
        {
            if (await RunAsync(python, job.ToJsonString()) is { } judged)
                return [.. JsonNode.Parse(judged)!.AsArray().Select(static one => (IReadOnlyList<string>)[.. one!.AsArray().Select(static problem => problem!.GetValue<string>())])];
        }
        Needs.Lack("it needs Python's jsonschema (the package python3-jsonschema)");
        return [];
    }

    private static async Task<string?> RunAsync(string python, string job)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await process.StandardInput.WriteAsync(job);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all; what it says tells why.
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if ((await error).Contains("No module named", StringComparison.Ordinal))
            return null;
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }

    // YAML 1.2's core schema, as editors read it.
    private static JsonNode? ToJson(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return stream.Documents.Count == 0 ? null : ToJson(stream.Documents[0].RootNode);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(static pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, ToJson(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException(node.NodeType.ToString()),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Integer().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        _ when Number().IsMatch(text) => double.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };
}
