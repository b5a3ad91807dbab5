// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Finds the runtime that works on this machine, by running a container with each.</summary>
internal static class RuntimeProbe
{
    // crun is faster, but from inside a container differs from Docker's in a dozen ways: the flags of mounts, HOME, what masks paths.
    private static readonly (string Program, RuntimeEnclosure Enclosure)[] Candidates = UserNamespace.IsInitial
        ? [("runc", RuntimeEnclosure.None), ("crun", RuntimeEnclosure.None), ("crun", RuntimeEnclosure.WithoutUnifiedCgroup)]
        : [("runc", RuntimeEnclosure.None), ("crun", RuntimeEnclosure.WithoutCgroups)];

    /// <summary>Where the runtime is remembered that worked last.</summary>
    internal static string MemoryOf(SlipwayHome home) => Path.Combine(home.Run, "runtime.json");

    /// <summary>The runtime: the one that worked last in this boot, else the first of runc and crun that works.</summary>
    /// <exception cref="ExecutionException">None is installed, or none works here; the message says why and what to install.</exception>
    internal static async Task<OciRuntime> FindAsync(SlipwayHome home, CancellationToken cancellationToken)
    {
        var memory = MemoryOf(home);
        if (Recall(memory) is { } known)
            return new(known, home.Run);
        var problems = new List<string>();
        foreach (var (program, enclosure) in Candidates)
        {
            if (Command.Find(program) is not { } path)
                continue;
            try
            {
                var choice = await TryAsync(path, enclosure, home, cancellationToken).ConfigureAwait(false);
                Directory.CreateDirectory(home.Run);
                var temporary = $"{memory}.{Environment.ProcessId}";
                await File.WriteAllBytesAsync(temporary, JsonSerializer.SerializeToUtf8Bytes(choice, ContainersJson.Default.RuntimeChoice), cancellationToken)
                    .ConfigureAwait(false);
                File.Move(temporary, memory, overwrite: true);
                return new(choice, home.Run);
            }
            catch (ExecutionException problem)
            {
                problems.Add(problem.Message);
            }
        }
        throw problems.Count == 0
            ? new ExecutionException("No container runtime is installed on this machine. Install one: apt-get install runc") { Program = "runc", Package = "runc" }
            : new ExecutionException($"No installed container runtime works on this machine. {string.Join(' ', problems)}") { Program = "runc" };
    }

    /// <summary>Runs a container that does nothing, on the host's own programs.</summary>
    internal static async Task<RuntimeChoice> TryAsync(string path, RuntimeEnclosure enclosure, SlipwayHome home, CancellationToken cancellationToken)
    {
        var said = await new Command(path, ["--version"]).RunAsync(cancellationToken).ConfigureAwait(false);
        var words = said.EnsureSuccess().OutputText.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (RuntimeAdvisory.Find(Path.GetFileName(path), words[^1]) is { } advisory)
            throw new ExecutionException(advisory) { Program = path };
        var choice = new RuntimeChoice(
            path, File.GetLastWriteTimeUtc(path), $"{Path.GetFileName(path)} {words[^1]}", enclosure, ProcessIdentity.CurrentBootId);
        // Others may be probing as well, in this process too.
        var id = $"probe-{Guid.NewGuid():N}";
        var scratch = Path.Combine(home.Run, id);
        var folder = new ContainerFolder(Path.Combine(scratch, id));
        Directory.CreateDirectory(folder.Root);
        var runtime = new OciRuntime(choice, scratch);
        var cgroup = $"/slipway/{folder.Id}";
        try
        {
            var spec = new ContainerSpec { Id = folder.Id, Arguments = ["/bin/true"], ReadOnlyRoot = true, NoNewPrivileges = true };
            var facts = new BundleFacts
            {
                RootPath = folder.Root,
                User = new(0, 0, [0], "/"),
                Cgroup = UserNamespace.IsInitial ? cgroup : null,
                Host = HostLimits.Read(),
                Mounts = [.. ((string[])["/usr", "/bin", "/lib", "/lib64"]).Where(Directory.Exists)
                    .Select(source => new ContainerMount.Bind(source, source, BindAccess.ReadOnly))],
            };
            var config = JsonSerializer.SerializeToUtf8Bytes(RuntimeSpecBuilder.Build(spec, facts), ContainersJson.Default.RuntimeSpec);
            await File.WriteAllBytesAsync(folder.Config, config, cancellationToken).ConfigureAwait(false);
            var exitCode = await runtime.RunAsync(folder, ContainerIO.None, AfterExit.Delete, cancellationToken).ConfigureAwait(false);
            return exitCode == 0
                ? choice : throw new ExecutionException($"{choice.Version} ran /bin/true, which ended with exit code {exitCode}.") { Program = path, ExitCode = exitCode };
        }
        finally
        {
            // Also after a cancellation nothing of the trial may stay.
            await runtime.DeleteAsync(folder, CancellationToken.None).ConfigureAwait(false);
            await Cgroups.DeleteAsync(cgroup, CancellationToken.None).ConfigureAwait(false);
            LinuxFile.RemoveTree(scratch, CancellationToken.None);
        }
    }

    private static RuntimeChoice? Recall(string memory)
    {
        try
        {
            var choice = JsonSerializer.Deserialize(File.ReadAllBytes(memory), ContainersJson.Default.RuntimeChoice);
            return choice is not null && choice.BootId == ProcessIdentity.CurrentBootId && File.Exists(choice.Path)
                && File.GetLastWriteTimeUtc(choice.Path) == choice.Modified ? choice : null;
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null;
        }
    }
}
