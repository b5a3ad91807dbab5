// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Progress;
using Slipway.Containers;
using Slipway.Fleet;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Gets the images of services: built, found in the store, or pulled.</summary>
internal sealed class ServiceImages(Session session, ComposeFiles files, ComposeProject project, ServiceWishes wishes)
{
    /// <summary>Builds the images of services that are built.</summary>
    /// <param name="services">The services.</param>
    /// <param name="show">How progress is shown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What came of it; null where none is built.</returns>
    /// <exception cref="CommandException">Something is wrong with what is to be built.</exception>
    public async Task<BuildResult?> BuildAsync(IReadOnlyList<ComposeService> services, BuildShow show, CancellationToken cancellationToken)
    {
        var built = services.Where(static service => service.Target is not null).ToList();
        if (built.Count == 0)
            return null;
        var options = new BakeReadOptions
        {
            Folder = project.Folder,
            Environment = session.Variable,
            Variables = wishes.Variables,
            // However else it is tagged, it has the name by which its service finds it.
            Set = [.. wishes.Settings, .. built.Select(static service => $"{service.Target}.tags+={service.Image}")],
            Time = session.Time,
        };
        var definition = BakeFiles.Read(files.Bake, options, session);
        FleetWords.Refuse(definition.Diagnostics, session);
        var fleet = await FleetWords.ReadAsync(FleetWords.Select(definition, [.. built.Select(static service => service.Target!)], session), session, cancellationToken);
        return await FleetWork.BuildAsync(session, fleet, BuildOptions.Default, show, cancellationToken);
    }

    /// <summary>Pulls what isn't here, or is to be pulled each time.</summary>
    public async Task PullAsync(IReadOnlyList<ComposeService> services, CancellationToken cancellationToken)
    {
        var missing = services.Where(static service => service.Target is null).Where(service => service.Pull == ComposePull.Always || (service.Pull == ComposePull.Missing && !IsHere(service)))
            .DistinctBy(static service => (service.Image, service.Platform)).ToList();
        if (missing.Count == 0)
            return;
        using var http = Remotes.OpenHttp(session);
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        var transfer = Remotes.Transfer(session, http);
        foreach (var service in missing)
        {
            var reference = ReferenceArgument.Parse(service.Image);
            using var view = new TransferView(session, $"pulling {reference.Familiar}");
            await transfer.PullAsync(new(reference, service.Platform ?? Platform.Host), session.Store, view, cancellationToken);
        }
    }

    /// <summary>The image of a service, which is here.</summary>
    /// <exception cref="CommandException">It isn't, or this machine doesn't run it.</exception>
    public ServiceImage Find(ComposeService service)
    {
        var (manifest, image) = ImageLookup.Read(session.Store, service.Image, service.Platform);
        Emulation.OfThisMachine.Require(image.Config.Platform.Normalised());
        return new(manifest, image);
    }

    private bool IsHere(ComposeService service) => ReferenceArgument.Parse(service.Image) is var reference && session.Store.Resolve(reference) is { } descriptor
        && session.Store.ReadImage(descriptor, service.Platform ?? Platform.Host) is { } image && (service.Platform is null || image.Config.Platform.RunsOn(service.Platform));
}
