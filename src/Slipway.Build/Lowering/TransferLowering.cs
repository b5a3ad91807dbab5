// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Lowers one COPY or ADD.</summary>
internal sealed class TransferLowering(StageLowering stage, TransferInstruction transfer)
{
    private readonly List<Vertex> _inputs = [];

    private TargetScope Scope => stage.Scope;

    private StageState State => stage.State;

    public async Task LowerAsync(CancellationToken cancellationToken)
    {
        var variables = State.Variables;
        var destination = Scope.Expand(transfer.Destination, variables);
        var owner = transfer.Chown is { } chown ? Scope.Expand(chown, variables) : null;
        var mode = ReadMode(variables);
        var sources = await LowerSourcesAsync(variables, cancellationToken).ConfigureAwait(false);
        if (destination is null || Scope.HasErrors)
            return;

        var operation = new CopyOperation
        {
            Sources = [.. sources, .. transfer.Heredocs.Select(heredoc => Inline(heredoc, variables))],
            Destination = Destination(destination),
            Owner = owner is { Length: > 0 } ? owner : null,
            Mode = mode,
            ModeText = mode is null ? null : Scope.Expand(transfer.Chmod!, variables),
            Excludes = [.. transfer.Excludes.Select(static pattern => pattern.Text)],
            KeepsParents = transfer is CopyInstruction { Parents: true },
            IsLinked = transfer.Link,
            UnpacksLocal = transfer is AddInstruction { Unpack: not false },
            UnpacksDownloads = transfer is AddInstruction { Unpack: true },
        };
        var root = stage.Push(operation, _inputs, transfer, Shown(operation, destination));
        State.AddHistory(CreatedBy(sources, destination, owner, operation.ModeText, variables), root);
    }

    private ModeChange? ReadMode(IReadOnlyDictionary<string, string> variables)
    {
        if (transfer.Chmod is not { } word || Scope.Expand(word, variables) is not { Length: > 0 } text)
            return null;
        if (ModeChange.TryParse(text, out var mode))
            return mode;
        Scope.Error(transfer, word.Span, $"'{text}' is not a mode", "write octal digits up to 7777, or clauses such as u=rwX,go=rX");
        return null;
    }

    private async Task<IReadOnlyList<CopySource>> LowerSourcesAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var sources = new List<CopySource>();
        foreach (var word in transfer.Sources)
        {
            if (Scope.Expand(word, variables) is not { } text)
                continue;
            if (text.Contains('\0', StringComparison.Ordinal))
                Scope.Error(transfer, word.Span, "a source holds a NUL character");
            else if (RemoteSource.KindOf(text) is not RemoteSourceKind.None and var kind)
                AddRemote(sources, word, text, kind, variables);
            else if (await FromAsync(word, cancellationToken).ConfigureAwait(false) is { } from)
                sources.Add(new PathCopySource(IndexOf(from), text, word.Span));
        }
        if (transfer is AddInstruction { Checksum: { } checksum } && (sources.Count != 1 || sources[0] is not DownloadCopySource) && !Scope.HasErrors)
            Scope.Error(transfer, checksum.Span, "ADD --checksum needs exactly one source, an http or https address");
        return sources;
    }

    private async Task<Vertex?> FromAsync(Word source, CancellationToken cancellationToken) => transfer is CopyInstruction { From: { } from }
        ? await stage.Names.ResolveSourceAsync(Scope, stage.Stage, State.Platform, from.Text, transfer, from.Span, cancellationToken).ConfigureAwait(false)
        : stage.Names.ResolveContext(Scope, transfer, source.Span);

    private void AddRemote(List<CopySource> sources, Word word, string text, RemoteSourceKind kind, IReadOnlyDictionary<string, string> variables)
    {
        if (transfer is not AddInstruction add)
            Scope.Error(transfer, word.Span, $"COPY cannot take '{text}': it is an address", "use ADD --checksum=sha256:…");
        else if (kind == RemoteSourceKind.Git || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            Scope.Error(transfer, word.Span, $"ADD from git is not supported, as '{text}' asks", "clone it first and COPY it, or ADD its archive by https with --checksum");
        else if (add.Checksum is not { } checksum)
            Scope.Error(transfer, word.Span, $"ADD of '{text}' without --checksum is not supported, for nobody could tell what it fetches", "add --checksum=sha256:<digest>");
        else if (Scope.Expand(checksum, variables) is { } digestText)
            AddDownload(sources, word, text, address, checksum, digestText);
    }

    private void AddDownload(List<CopySource> sources, Word word, string text, Uri address, Word checksum, string digestText)
    {
        if (!Digest.TryParse(digestText, out var digest))
        {
            Scope.Error(transfer, checksum.Span, $"'{digestText}' is not a digest", "write sha256:<64 lower-case hex digits>");
            return;
        }
        var operation = new DownloadOperation(address, digest);
        var vertex = stage.Intern(new(operation, null, [])
        {
            Name = $"[{Scope.NamePrefix.TrimEnd()}] {text}".Replace("[] ", "", StringComparison.Ordinal),
            Platform = State.Platform,
            Text = transfer.Source,
            Span = word.Span,
            Slot = $"download {text}",
            IgnoresCache = false,
        });
        sources.Add(new DownloadCopySource(IndexOf(vertex), text, operation.FileName, word.Span));
    }

    private InlineCopySource Inline(HeredocSyntax heredoc, IReadOnlyDictionary<string, string> variables)
    {
        var text = heredoc.Expands ? Scope.Expand(heredoc.Content, variables, ExpansionMode.Heredoc) ?? "" : heredoc.Content.Text;
        return new(heredoc.Name, text, heredoc.MarkSpan);
    }

    private int IndexOf(Vertex input)
    {
        var known = _inputs.IndexOf(input);
        if (known >= 0)
            return known;
        _inputs.Add(input);
        return _inputs.Count - 1;
    }

    // Absolute and clean; a slash at the end stays, for it says that this is a folder.
    private string Destination(string text)
    {
        var path = TreePath.Normalize(stage.Absolute(text));
        var isFolder = text is "" or "." || text.EndsWith('/') || text.EndsWith("/.", StringComparison.Ordinal);
        return isFolder && path != "/" ? path + "/" : path;
    }

    // The instruction with its variables in place.
    private string Shown(CopyOperation operation, string destination) => string.Join(
        ' ', [transfer.Keyword, .. transfer.Syntax.Flags.Select(flag => transfer.Source.ToString(flag.Span)), .. operation.Sources.Select(static source => source.Text), destination]);

    // "COPY --chown=app src dst # buildkit": where it comes from is not said.
    private string CreatedBy(IReadOnlyList<CopySource> sources, string destination, string? owner, string? mode, IReadOnlyDictionary<string, string> variables)
    {
        string?[] words =
        [
            transfer is CopyInstruction ? "COPY" : "ADD",
            transfer is AddInstruction { Checksum: { } checksum } ? $"--checksum={Scope.Expand(checksum, variables)}" : null,
            owner is { Length: > 0 } ? $"--chown={owner}" : null,
            mode is null ? null : $"--chmod={mode}",
            .. sources.Select(static source => source.Text),
            .. transfer.Heredocs.Select(static heredoc => "<<" + heredoc.Name),
            destination,
            "# buildkit",
        ];
        return string.Join(' ', words.OfType<string>());
    }
}
