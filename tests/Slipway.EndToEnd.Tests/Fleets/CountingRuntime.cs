// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>
/// A program named runc, first on the PATH, that writes down what each step is to run before it hands over to the real one: executions as they are seen from
/// outside.
/// </summary>
internal sealed class CountingRuntime
{
    private readonly string _log;
    private readonly string _folder;

    public CountingRuntime(TempFolder folder)
    {
        (_folder, _log) = (folder.MakeFolder("runtime"), folder.MakeFolder("ran"));
        var script = folder.Write("runtime/runc", $"""
            #!/bin/sh
            # Steps are the containers whose names begin with build-; the config.json says what each runs.
            previous= bundle= runs=
            for word do
              [ "$previous" != --bundle ] || bundle=$word
              [ "$word" != run ] || runs=1
              previous=$word
            done
            case "$runs$previous" in 1build-*) cp "$bundle/config.json" "{_log}/$previous.new" && mv "{_log}/$previous.new" "{_log}/$previous.json" ;; esac
            exec {Needs.Tool("runc")} "$@"

            """.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    /// <summary>The PATH with which it is found.</summary>
    public string Path => $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>The last argument of each execution, which is the text of a RUN's shell form, in order of letters.</summary>
    public IReadOnlyList<string> Ran => [.. Directory.GetFiles(_log, "*.json").Select(CommandOf).Order(StringComparer.Ordinal)];

    /// <summary>How many there were.</summary>
    public int Count => Directory.GetFiles(_log, "*.json").Length;

    /// <summary>Begins to count anew.</summary>
    public void Forget()
    {
        foreach (var file in Directory.GetFiles(_log))
            File.Delete(file);
    }

    private static string CommandOf(string file)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(file));
        return config.RootElement.GetProperty("process").GetProperty("args").EnumerateArray().Last().GetString()!;
    }
}
