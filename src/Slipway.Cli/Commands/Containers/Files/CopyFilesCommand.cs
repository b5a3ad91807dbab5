// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway cp</c>: files between a container, running or not, and this machine.</summary>
internal sealed class CopyFilesCommand : ContainerCommand
{
    private readonly Argument<string> _source = new("SOURCE") { Description = "CONTAINER:PATH, a path of this machine, or '-' for a tar from standard input." };
    private readonly Argument<string> _target = new("TARGET") { Description = "CONTAINER:PATH, a path of this machine, or '-' for a tar to standard output." };
    private readonly Option<bool> _archive = new("--archive", "-a") { Description = "Keep whose files are that come out. [default: yours; files that go in keep theirs]" };
    private readonly Option<bool> _follow = new("--follow-link", "-L") { Description = "Copy what a link at the source's end points to." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Don't tell what was copied." };

    public CopyFilesCommand(Session session)
        : base(session, "cp", "Copy files out of a container or into one, by docker cp's rules: a path that ends in /. means what is in the folder.",
            "slipway cp web:/etc/nginx/nginx.conf .", "slipway cp site/. web:/www", "slipway cp db:/var/lib/db - | tar -t")
    {
        Add(_source);
        Add(_target);
        Add(_archive);
        Add(_follow);
        Add(_quiet);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var (source, target) = (CopyPlace.Parse(words.GetRequiredValue(_source)), CopyPlace.Parse(words.GetRequiredValue(_target)));
        if (source.Container is not null == target.Container is not null)
            throw CommandException.Usage(source.Container is null ? "neither side is a container." : "files are not copied from one container to another.",
                source.Container is null ? "write CONTAINER:PATH for one" : "copy them here first, or pipe them: slipway cp A:/x - | slipway cp - B:/y");
        if (target.IsStream)
            Images.ArchiveFile.Require(Session, null);
        var container = Find((source.Container ?? target.Container)!);
        using var files = await ContainerFiles.OpenAsync(Session.Home, Session.Time, container, cancellationToken);
        using var tree = files.OpenTree();
        using var here = RootedDirectory.Open("/");
        var link = words.GetValue(_follow) ? FinalLink.Follow : FinalLink.Keep;
        var owner = source.Container is not null && !words.GetValue(_archive) ? CopyOwner.Root : null;
        try
        {
            await CopyAsync(source, target, tree, here, link, owner, words.GetValue(_quiet), cancellationToken);
            return ExitCode.Done;
        }
        catch (ContainerException problem)
        {
            throw CommandException.No(problem.Message);
        }
    }

    private async Task CopyAsync(CopyPlace source, CopyPlace target, ContainerTree tree, RootedDirectory here, FinalLink link, CopyOwner? owner, bool isQuiet, CancellationToken cancellationToken)
    {
        if (source.IsStream)
        {
            await using var input = Session.OpenInput();
            await TreeArchive.ExtractAsync(input, PlaceOf(target, tree, here), owner, cancellationToken);
        }
        else if (target.IsStream)
        {
            await using var output = Session.OpenOutput();
            await TreeArchive.WriteAsync(PlaceOf(source, tree, here), link, output, cancellationToken);
        }
        else
        {
            var bytes = await Task.Run(() => TreeTransfer.Copy(PlaceOf(source, tree, here), PlaceOf(target, tree, here), link, owner, cancellationToken), cancellationToken);
            if (!isQuiet)
                Session.Error.WriteLine($"Copied {Units.Size(bytes)} to {(target.Container is null ? target.Path : $"{target.Container}:{target.Path}")}");
        }
    }

    // A container's paths begin at its root, whatever they begin with; ours where the command was given.
    private TreePlace PlaceOf(CopyPlace place, ContainerTree tree, RootedDirectory here) => place.Container is { } container
        ? new(tree.Root, "/" + place.Path.TrimStart('/'), $"{container}:{place.Path}")
        : new(here, Absolute(place.Path), place.Path);

    private string Absolute(string path)
    {
        var full = Path.GetFullPath(path, Session.WorkingFolder);
        // A folder's content, and a folder, are told by the end that a full path loses.
        return path == "." || path.EndsWith("/.", StringComparison.Ordinal) ? full.TrimEnd('/') + "/." : full;
    }
}
