// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Computes content keys: what a step says, with its inputs replaced by what they turned out to hold.</summary>
internal sealed class StepKeys(Selections selections, TreeStore trees, RemoteSources remote)
{
    /// <summary>The content key of a vertex whose inputs are there.</summary>
    public async Task<CacheKey> ComputeAsync(Vertex vertex, StepResult root, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        var key = new KeyWriter();
        vertex.Operation.Describe(key);
        if (vertex.Operation is not CopyOperation { IsLinked: true })
            key.Add("base", root.Key);
        switch (vertex.Operation)
        {
            case CopyOperation copy:
                await AddAsync(key, copy, root, sources, cancellationToken).ConfigureAwait(false);
                break;
            case RunOperation run:
                await AddAsync(key, run, sources, cancellationToken).ConfigureAwait(false);
                break;
            case RemoteOperation:
                await remote.AddContentAsync(key, vertex, cancellationToken).ConfigureAwait(false);
                break;
        }
        return key.Seal();
    }

    private async Task AddAsync(KeyWriter key, CopyOperation copy, StepResult root, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        foreach (var source in copy.Sources)
        {
            if (source is PathCopySource path)
                key.Add($"files of {path.Text}", await selections.GetDigestAsync(sources[path.Input], path, copy, cancellationToken).ConfigureAwait(false));
            else if (source is DownloadCopySource download)
                key.Add($"file of {download.Text}", sources[download.Input].Key);
            else if (source is GitCopySource git)
                key.Add($"files of {git.Text}", await selections.GetDigestAsync(sources[git.Input], git.Files, copy, cancellationToken).ConfigureAwait(false));
        }
        // Without the root in the key, what names of owners mean has to be.
        if (copy is { IsLinked: true, Owner: { } owner } && TreeOwners.HasName(owner))
            key.Add("passwd and group", TreeOwners.DigestOf(await trees.LookAsync(root, TreeOwners.Files, cancellationToken).ConfigureAwait(false)));
    }

    private async Task AddAsync(KeyWriter key, RunOperation run, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        foreach (var mount in run.Mounts)
        {
            if (mount is BindStepMount bind)
                key.Add($"files of mount {bind.Target}", await selections.GetDigestAsync(sources[bind.Input], new(bind.Input, bind.Source, default) { IsLiteral = true }, null, cancellationToken).ConfigureAwait(false));
            else if (mount is CacheStepMount { Input: { } input } cache)
                key.Add($"beginning of cache {cache.Target}", sources[input].Key);
        }
    }
}
