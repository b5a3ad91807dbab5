// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Containers;
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway commit</c>: an image of a container's image and what the container changed.</summary>
internal sealed class CommitCommand : ContainerCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string?> _name = new("NAME") { Description = "The name that the image gets.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _author = new("--author", "-a") { Description = "Who made it.", HelpName = "TEXT" };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "A remark for the image's history.", HelpName = "TEXT" };
    private readonly Option<string[]> _changes = new("--change", "-c")
    {
        Description = "An instruction of a Dockerfile for the configuration: CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR.",
        HelpName = "INSTRUCTION",
    };
    private readonly Option<bool> _pause = new("--pause", "-p") { Description = "Halt a running container meanwhile. [default: true]", DefaultValueFactory = static _ => true };

    public CommitCommand(Session session)
        : base(session, "commit", "Make an image of what a container has become; volumes and binds are not in it.",
            "slipway commit web team/web:try", "slipway commit -m 'with curl' -c 'CMD [\"serve\"]' -c 'ENV MODE=dev' web team/web:dev")
    {
        Add(_container);
        Add(_name);
        foreach (var option in new Option[] { _author, _message, _changes, _pause })
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var container = Find(words.GetRequiredValue(_container));
        var name = words.GetValue(_name) is { } text ? ReferenceArgument.ParseName(text) : null;
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var files = await ContainerFiles.OpenAsync(Session.Home, Session.Time, container, cancellationToken);
        var parent = Session.Store.ReadImage(container.Manifest, container.Platform)!;
        // What can't be understood is told before anything is halted or written.
        var config = Change(DefinedConfig.Of(container, parent.Config.Config), words.GetValue(_changes) ?? [], container.Platform);
        var layer = await WriteLayerAsync(container, files, words.GetValue(_pause), cancellationToken);
        var image = Write(parent, config, layer, container, words.GetValue(_author), words.GetValue(_message));
        if (name is null)
            await Session.Store.KeepAsync(image, cancellationToken);
        else
            await Session.Store.SetReferenceAsync(name, image, cancellationToken);
        Session.Output.WriteLine(ImageLookup.IdOf(Session.Store, image));
        return ExitCode.Done;
    }

    private async Task<WrittenLayer> WriteLayerAsync(ContainerDefinition container, ContainerFiles files, bool pauses, CancellationToken cancellationToken)
    {
        var running = pauses && ContainerView.Read(Session.Home, container) is { IsRunning: true, State.IsPaused: false }
            ? (await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken)).Find(container.Id) : null;
        if (running is not null)
            await running.PauseAsync(cancellationToken);
        try
        {
            return await files.WriteLayerAsync(Session.Store, LayerOptions.Default, cancellationToken);
        }
        finally
        {
            running?.Unpause();
        }
    }

    private Descriptor Write(StoredImage parent, ContainerConfig config, WrittenLayer layer, ContainerDefinition container, string? author, string? message)
    {
        var now = Session.Time.GetUtcNow();
        var isEmpty = layer.EntryCount == 0;
        var made = new HistoryEntry
        {
            Created = now,
            CreatedBy = string.Join(' ', container.Entrypoint.Concat(container.Command)),
            Author = author,
            Comment = message,
            EmptyLayer = isEmpty ? true : null,
        };
        var image = parent.Config with
        {
            Created = now,
            Author = author ?? parent.Config.Author,
            Config = config,
            Rootfs = isEmpty ? parent.Config.Rootfs : new() { DiffIds = [.. parent.Config.Rootfs.DiffIds, layer.DiffId] },
            History = [.. parent.Config.History ?? [], made],
        };
        return Session.Store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            Config = Session.Store.WriteBlob(MediaTypes.Config, image.ToBytes()),
            Layers = isEmpty ? parent.Layers : [.. parent.Layers, layer.Descriptor],
        }));
    }

    private static ContainerConfig Change(ContainerConfig config, IReadOnlyList<string> changes, Platform platform)
    {
        var problems = new List<Diagnostic>();
        var changed = ConfigChanges.Apply(config, changes, platform, problems);
        return problems.Find(static problem => problem.Severity == Severity.Error) is { } first
            ? throw CommandException.Usage($"--change '{first.Source.Text}': {first.Message}", first.Help) : changed;
    }
}
