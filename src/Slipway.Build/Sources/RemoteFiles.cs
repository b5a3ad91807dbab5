// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The remote files of one build. Each address is asked once: whether what it served last is still what it serves, by ETag or time, and for the
/// file itself where it isn't.
/// </summary>
internal sealed class RemoteFiles(BuildServices services, Action<DownloadOperation, long, long?> progress)
{
    private readonly ConcurrentDictionary<DownloadOperation, Lazy<Task<FetchedFile>>> _files = new();
    private readonly DownloadStore _store = new(services);

    public DownloadStore Store => _store;

    /// <summary>The file.</summary>
    /// <exception cref="StepException">It can't be had, or holds something else than it must.</exception>
    public Task<FetchedFile> GetAsync(DownloadOperation file, CancellationToken cancellationToken) =>
        _files.GetOrAdd(file, _ => new(() => GetCoreAsync(file, cancellationToken))).Value;

    private async Task<FetchedFile> GetCoreAsync(DownloadOperation file, CancellationToken cancellationToken)
    {
        if (services.Downloads is not { } downloads)
            throw new StepException($"cannot fetch '{file.Shown}': nothing here fetches files") { Kind = BuildFailureKind.Outside };
        var address = AddressOf(file);
        var known = _store.Find(address);
        if (file.Checksum is { } wanted && known is not null && known.Digest == wanted)
            return At(known);
        try
        {
            var request = new DownloadRequest(file.Address)
            {
                Authorization = await HttpCredentials.FindAsync(file.Address, file.Access.Secrets, cancellationToken).ConfigureAwait(false),
                // What a digest is asked for and isn't here is fetched, whatever the server thinks of what is.
                KnownETag = file.Checksum is null ? known?.ETag : null,
                KnownLastModified = file.Checksum is null && known?.ETag is null ? known?.LastModified : null,
            };
            var download = await downloads.OpenAsync(request, cancellationToken).ConfigureAwait(false);
            await using (download.ConfigureAwait(false))
            {
                return download.IsUnchanged ? At(known!) : await SaveAsync(file, address, download, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StepException problem) when (!problem.Message.Contains(file.Shown, StringComparison.Ordinal))
        {
            throw new StepException($"cannot fetch '{file.Shown}': {problem.Message}", problem) { Kind = problem.Kind, Help = problem.Help };
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException)
        {
            throw new StepException($"cannot fetch '{file.Shown}': {problem.Message.TrimEnd('.')}", problem)
            {
                Kind = BuildFailureKind.Outside,
                IsTransient = problem is not Distribution.RemoteException { IsTransient: false },
                Help = HelpFor(file, problem),
            };
        }
    }

    private async Task<FetchedFile> SaveAsync(DownloadOperation file, Digest address, Download download, CancellationToken cancellationToken)
    {
        var limit = services.MaxDownloadBytes;
        if (download.Length > limit)
            throw new StepException($"it has {download.Length} bytes, more than the {limit} that are fetched") { Kind = BuildFailureKind.Outside };
        var algorithm = file.Checksum?.HashName ?? HashAlgorithmName.SHA256;
        var (digest, asked) = await _store.AddAsync(
            download.Content, algorithm, limit, done => progress(file, done, download.Length), cancellationToken).ConfigureAwait(false);
        if (file.Checksum is { } wanted && asked != wanted)
            throw new StepException($"'{file.Shown}' holds {asked} where --checksum says {wanted}") { Help = "check who changed it; if that is right, write the new digest" };
        var record = new DownloadRecord(digest, download.ETag, download.LastModified);
        _store.Save(address, record);
        return At(record);
    }

    private FetchedFile At(DownloadRecord record) => new(record.Digest, _store.PathOf(record.Digest), record.LastModified);

    // The same address may serve another file to somebody else.
    private static Digest AddressOf(DownloadOperation file) =>
        Digest.Sha256(Encoding.UTF8.GetBytes($"{file.Address.OriginalString}\n{HttpCredentials.SourceOf(file.Address, file.Access.Secrets)}"));

    private static string? HelpFor(DownloadOperation file, Exception problem) => problem is Distribution.RemoteException { StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden }
        ? $"give a token for its host: --secret id=HTTP_AUTH_TOKEN_{file.Address.IdnHost},src=FILE" : null;
}
