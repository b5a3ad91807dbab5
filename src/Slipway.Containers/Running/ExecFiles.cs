// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The files of one more program in a container: its part of a config.json, its pid, the runtime's log, its pipes.</summary>
internal sealed class ExecFiles(ContainerFolder folder)
{
    private readonly string _base = Path.Combine(folder.Bundle, $"exec-{Guid.NewGuid():N}");

    internal string Process => _base + ".json";

    internal string Pid => _base + ".pid";

    internal string Log => _base + ".log";

    internal string Input => _base + ".in";

    internal string Output => _base + ".out";

    internal string Error => _base + ".err";

    internal bool HasInput => File.Exists(Input);

    /// <summary>Writes what the program is: the container's own with what is said otherwise.</summary>
    /// <exception cref="ExecutionException">The container is gone, or has no such user.</exception>
    internal void Write(ExecSpec exec)
    {
        if (!File.Exists(folder.Config))
            throw new ExecutionException($"There is no container '{folder.Id}' any more.") { Program = folder.Id };
        var config = JsonSerializer.Deserialize(File.ReadAllBytes(folder.Config), ContainersJson.Default.RuntimeSpec)
            ?? throw new InvalidDataException($"'{folder.Config}' holds nothing.");
        var process = config.Process with
        {
            Terminal = exec.HasTerminal,
            Args = exec.Arguments,
            Env = RuntimeSpecBuilder.BuildEnvironment([.. exec.HasTerminal ? (string[])["TERM=xterm"] : [], .. config.Process.Env, .. exec.Environment]),
            Cwd = exec.WorkingDirectory ?? config.Process.Cwd,
        };
        if (exec.User is { } user)
        {
            using var root = RootedDirectory.Open(folder.Root);
            var found = ContainerUser.Resolve(user, root);
            var set = CapabilitySet.None.With(config.Process.Capabilities.Bounding);
            process = process with
            {
                User = new(found.Uid, found.Gid, found.AdditionalGids),
                Capabilities = RuntimeSpecBuilder.BuildCapabilities(set, found.Uid),
                // The runtime looks up the new user's.
                Env = [.. process.Env.Where(entry => !entry.StartsWith("HOME=", StringComparison.Ordinal) || exec.Environment.Contains(entry))],
            };
        }
        if (exec.IsPrivileged)
        {
            var all = CapabilitySet.All.Within(HostLimits.Read().Capabilities).Names;
            process = process with { Capabilities = new(all, all, all, [], []) };
        }
        File.WriteAllBytes(Process, JsonSerializer.SerializeToUtf8Bytes(process, ContainersJson.Default.RuntimeProcess));
    }

    /// <summary>The program's pid; null before it is written.</summary>
    internal int? ReadPid() =>
        File.Exists(Pid) && int.TryParse(File.ReadAllText(Pid), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    /// <summary>Takes them away, as far as they are there.</summary>
    internal void Delete()
    {
        if (!Directory.Exists(folder.Bundle))
            return;
        foreach (var file in (string[])[Process, Pid, Log, Input, Output, Error])
            File.Delete(file);
    }
}
