// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Lowers a target that is composed from packages.</summary>
internal sealed class PackagesLowering(BuildServices services, BuildGraph graph)
{
    // Where the archives are while their scripts run.
    private const string MountPoint = "/run/slipway-packages";

    /// <summary>Lowers it for a platform.</summary>
    /// <param name="target">The target.</param>
    /// <param name="source">What it is composed from.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="prefix">What stands before the names of its steps.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DefinitionException">It can't be composed.</exception>
    public async Task<StageState> LowerAsync(BuildTarget target, PackagesSource source, Platform platform, string prefix, CancellationToken cancellationToken)
    {
        var version = await GetVersionAsync(target, source, platform, cancellationToken).ConfigureAwait(false);
        var what = $"debian/{source.Request.Suite}{string.Concat(source.Request.Include.Select(static name => " " + name))}";
        Vertex Make(Operation operation, Vertex? root, IReadOnlyList<Vertex> sources, string step, string text) => graph.Intern(new(operation, root, sources)
        {
            Name = $"[{prefix}{step}] {text}",
            Platform = platform,
            Slot = $"{target.Name} {platform} packages {step}",
            CacheRefusal = target.NoCache ? TargetScope.NoCacheReason : null,
        });

        if (source.Scripts == PackageScripts.LeftOut)
        {
            var composed = Make(new PackagesOperation(source, platform, ComposedForm.System, version), null, [], "1/1", $"PACKAGES {what}");
            return StageState.On(platform, source.Config ?? new ContainerConfig(), composed, $"PACKAGES {what}");
        }
        var seed = Make(new PackagesOperation(source, platform, ComposedForm.Seed, version), null, [], "1/3", $"PACKAGES {what}");
        var archives = Make(new PackagesOperation(source, platform, ComposedForm.Archives, version), null, [], "2/3", $"PACKAGES archives of {what}");
        var run = Make(Configure(platform), seed, [archives], "3/3", "PACKAGES configure");
        var state = StageState.On(platform, source.Config ?? new ContainerConfig { Cmd = ["bash"] }, seed, $"PACKAGES {what}");
        // The script gives what it makes the time of the packages: the same packages are the same image, whenever they were configured.
        state.AddHistory($"PACKAGES configure {what}", run, seed);
        state.Root = run;
        return state;
    }

    private async Task<string> GetVersionAsync(BuildTarget target, PackagesSource source, Platform platform, CancellationToken cancellationToken)
    {
        if (services.PackageImages is not { } packages)
            throw new DefinitionException($"'{target.Name}' is made from packages, and nothing here composes them");
        try
        {
            return await packages.GetVersionAsync(source, platform, cancellationToken).ConfigureAwait(false);
        }
        catch (BaseImageException e)
        {
            throw new DefinitionException($"cannot compose '{target.Name}' for {platform}: {e.Message.TrimEnd('.')}", e) { IsTransient = e.IsTransient };
        }
    }

    private static RunOperation Configure(Platform platform) => new()
    {
        Arguments = ["/bin/sh", $"{MountPoint}/install"],
        Environment = [$"PATH={StageState.DefaultPath}", "DEBIAN_FRONTEND=noninteractive", "DEBCONF_NONINTERACTIVE_SEEN=true", "LC_ALL=C.UTF-8", "HOME=/root"],
        User = "",
        WorkingDirectory = "/",
        Network = StepNetwork.None,
        Platform = platform,
        Mounts = [new BindStepMount(MountPoint, 0, "/", IsReadOnly: true)],
    };
}
