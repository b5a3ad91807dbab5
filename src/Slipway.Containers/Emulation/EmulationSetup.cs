// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Lets this machine run programs of other platforms: installs emulators, mounts the kernel's list of them and registers what is missing there. What is as it
/// should be stays as it is, so that it may be run again at any time.
/// </summary>
/// <param name="emulation">The machine.</param>
public sealed class EmulationSetup(Emulation emulation)
{
    private const string Package = "qemu-user-static";

    /// <summary>The platforms whose programs can be emulated, and this machine's own.</summary>
    public static IReadOnlyList<Platform> Platforms { get; } = [.. ProgramFormat.Platforms];

    private RegisteredFormats Registered => emulation.Registered;

    /// <summary>How the programs of some platforms fare. Nothing is changed.</summary>
    public IReadOnlyList<EmulationState> Look(IReadOnlyList<Platform> platforms) => [.. platforms.Select(Look)];

    /// <summary>Sets up what is missing for some platforms.</summary>
    /// <param name="platforms">Which.</param>
    /// <param name="progress">Is told of each thing that is done, in lines.</param>
    /// <param name="cancellationToken">Stops it; what is done by then stays.</param>
    /// <returns>How their programs fare then.</returns>
    /// <exception cref="ExecutionException">The user is not root, or an emulator can't be installed; the message says what to do.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public async Task<IReadOnlyList<EmulationState>> RunAsync(IReadOnlyList<Platform> platforms, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        var foreign = platforms.Where(platform => !emulation.IsNative(platform)).ToList();
        foreach (var platform in foreign)
        {
            if (ProgramFormat.Of(platform) is null)
                throw new FormatException($"Nothing here emulates {platform}; expected one of {string.Join(", ", Platforms)}.");
        }
        if (foreign.All(platform => emulation.Find(platform) is null))
            return Look(platforms);
        RequireRoot();
        await MountAsync(progress, cancellationToken).ConfigureAwait(false);
        if (!Registered.IsEnabled)
        {
            Registered.EnableAll();
            progress.Report("enabled binfmt_misc");
        }
        foreach (var platform in foreign.Where(platform => emulation.Find(platform) is not null))
            await RegisterAsync(platform, progress, cancellationToken).ConfigureAwait(false);
        return Look(platforms);
    }

    /// <summary>Takes away what is registered for some platforms, whoever registered it. What is installed stays.</summary>
    /// <returns>How their programs fare then.</returns>
    /// <exception cref="ExecutionException">The user is not root.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public IReadOnlyList<EmulationState> Remove(IReadOnlyList<Platform> platforms, IProgress<string> progress)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        ArgumentNullException.ThrowIfNull(progress);
        var entries = platforms.Select(ProgramFormat.Of).OfType<ProgramFormat>().SelectMany(emulation.FindRegistered).DistinctBy(static entry => entry.Name).ToList();
        if (entries.Count > 0)
            RequireRoot();
        foreach (var entry in entries)
        {
            Registered.Remove(entry.Name);
            progress.Report($"removed '{entry.Name}'");
        }
        return Look(platforms);
    }

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new ExecutionException($"Only root can change which emulators the kernel knows. Run: {Emulation.SetupCommand}") { Program = "setup" };
    }

    private EmulationState Look(Platform platform)
    {
        if (emulation.IsNative(platform))
            return new(platform, EmulationKind.Native, "runs without help");
        if (emulation.Find(platform) is { } obstacle)
            return new(platform, EmulationKind.Missing, obstacle.Reason);
        var entry = emulation.FindRegistered(ProgramFormat.Of(platform)!.Value)[0];
        return new(platform, EmulationKind.Emulated, $"{entry.Interpreter} (registered as '{entry.Name}', flags {entry.Flags})");
    }

    private async Task MountAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (Registered.IsMounted)
            return;
        if (!Directory.Exists(Registered.Folder) && Command.Find("modprobe") is not null)
            await new Command("modprobe", ["binfmt_misc"]).RunAsync(cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(Registered.Folder))
            throw new ExecutionException($"This kernel keeps no list of emulators: it was built without binfmt_misc ('{Registered.Folder}' is not there), or its module is missing.") { Program = "binfmt_misc" };
        try
        {
            FileSystemMount.Mount("binfmt_misc", "binfmt_misc", Registered.Folder, MountAccess.NoDevices | MountAccess.NoSetUid | MountAccess.NoExecute, null);
        }
        catch (NativeException problem) when (UserNamespace.IsRootOfNested)
        {
            throw new ExecutionException($"{problem.Message.TrimEnd('.')}: this kernel lets no user namespace have emulators of its own (Linux 6.7 does). Run it as the machine's root.") { Program = "binfmt_misc" };
        }
        progress.Report($"mounted binfmt_misc on {Registered.Folder}");
    }

    private async Task RegisterAsync(Platform platform, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var format = ProgramFormat.Of(platform)!.Value;
        var emulator = Emulator.Find(platform);
        if (emulator is null)
        {
            await InstallAsync(platform, progress, cancellationToken).ConfigureAwait(false);
            // Where the system registers what it installs, that may be all.
            if (emulation.Find(platform) is null)
                return;
            emulator = Emulator.Find(platform)
                ?? throw new ExecutionException($"The package {Package} has no emulator for {platform.Architecture}. Leave {platform} out.") { Program = Package };
        }
        // What is registered and of no use to containers stands in the way: the kernel asks the one that was registered last, and takes a name once.
        foreach (var useless in emulation.FindRegistered(format).Where(static entry => !entry.IsEnabled || !entry.IsFixed))
        {
            if (useless.IsFixed)
            {
                Registered.Enable(useless.Name);
                progress.Report($"enabled '{useless.Name}' for {platform}");
                return;
            }
            Registered.Remove(useless.Name);
            progress.Report($"removed '{useless.Name}', which no container could find: it was registered without the flag F");
        }
        if (Registered.Read().Any(entry => entry.Name == emulator.Name))
        {
            Registered.Remove(emulator.Name);
            progress.Report($"removed '{emulator.Name}', which was registered for other programs");
        }
        var flags = await emulator.GetFlagsAsync(cancellationToken).ConfigureAwait(false);
        Registered.Add(emulator.Name, format, emulator.Path, flags);
        progress.Report($"registered {emulator.Path} for {platform}");
    }

    private static async Task InstallAsync(Platform platform, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (Command.Find("apt-get") is null)
        {
            throw new ExecutionException($"No static emulator for {platform.Architecture} is installed (qemu-{ProgramFormat.EmulatorOf(platform)}-static), and this system has no apt to install it with. "
                + "Install your system's package of QEMU's static user emulators, then run this command again.") { Program = "qemu", Package = Package };
        }
        progress.Report($"installing {Package}…");
        var result = await RunAptAsync(["install", "-y", "--no-install-recommends", Package], cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            // The lists of packages may be missing or old.
            (await RunAptAsync(["update"], cancellationToken).ConfigureAwait(false)).EnsureSuccess();
            result = await RunAptAsync(["install", "-y", "--no-install-recommends", Package], cancellationToken).ConfigureAwait(false);
        }
        result.EnsureSuccess();
        progress.Report($"installed {Package}");
    }

    private static Task<CommandResult> RunAptAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment) { ["DEBIAN_FRONTEND"] = "noninteractive" };
        foreach (var name in (string[])["http_proxy", "https_proxy", "no_proxy", "ftp_proxy"])
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        return new Command("apt-get", ["-o", "DPkg::Lock::Timeout=300", .. words]) { Environment = environment }.RunAsync(cancellationToken);
    }
}
