// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>What an image's configuration and those who run it say of its first process, together (image-spec, config.md; Docker's rules).</summary>
public static class ImageProcess
{
    /// <summary>The program and its arguments: an entry point that is given leaves the image's command out, as with Docker.</summary>
    /// <param name="config">The image's configuration.</param>
    /// <param name="entrypoint">In place of the image's entry point; null keeps it, empty takes it away.</param>
    /// <param name="command">In place of the image's command; null or empty keeps it.</param>
    public static IReadOnlyList<string> Arguments(ContainerConfig? config, IReadOnlyList<string>? entrypoint = null, IReadOnlyList<string>? command = null)
    {
        var first = entrypoint ?? config?.Entrypoint ?? [];
        var rest = command is { Count: > 0 } ? command : entrypoint is null ? config?.Cmd ?? [] : [];
        return [.. first, .. rest];
    }

    /// <summary>The image's environment with values on top, each name once, in the image's order.</summary>
    public static IReadOnlyList<string> Environment(ContainerConfig? config, IEnumerable<KeyValuePair<string, string>> values)
    {
        var all = new List<string>();
        foreach (var variable in config?.Env ?? [])
            Put(variable.Contains('=', StringComparison.Ordinal) ? variable : $"{variable}=");
        foreach (var (name, value) in values)
            Put($"{name}={value}");
        return all;

        void Put(string variable)
        {
            var name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
            var at = all.FindIndex(known => known.StartsWith(name, StringComparison.Ordinal));
            if (at < 0)
                all.Add(variable);
            else
                all[at] = variable;
        }
    }

    /// <summary>The directory to start in; <c>/</c> where the image names none.</summary>
    public static string WorkingDirectory(ContainerConfig? config) => config?.WorkingDir is { Length: > 0 } folder ? Path.Combine("/", folder) : "/";

    /// <summary>The signal that asks it to end; SIGTERM where the image names none.</summary>
    public static Signal StopSignal(ContainerConfig? config) => Signal.TryParse(config?.StopSignal, out var signal) ? signal : Signal.Term;
}
