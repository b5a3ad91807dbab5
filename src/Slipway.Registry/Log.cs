// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the registry says to the log; numbers 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "The registry listens on {Address}, with its storage in {Root}")]
    public static partial void Listening(ILogger log, Uri address, string root);

    [LoggerMessage(1001, LogLevel.Error, "The blob {Digest} (generation {Generation}) is bad: {Problem}. It counts as absent until it is pushed again")]
    public static partial void BlobIsBad(ILogger log, Digest digest, string generation, string problem);

    [LoggerMessage(1002, LogLevel.Error, "The storage is full: {Problem}. Pushes are refused; reads go on")]
    public static partial void StorageIsFull(ILogger log, string problem);

    [LoggerMessage(1003, LogLevel.Error, "{Method} {Path} came to an error that is our own")]
    public static partial void RequestBroke(ILogger log, Exception exception, string method, string path);

    [LoggerMessage(1004, LogLevel.Information, "{Action} {Repository} {Reference} by {By}: {Outcome}")]
    public static partial void Audit(ILogger log, RegistryEventKind action, string? repository, string? reference, string by, string outcome);

    [LoggerMessage(1005, LogLevel.Information, "Collected {Blobs} blobs, {Bytes} bytes, {Manifests} manifests, {Uploads} uploads and {Orphans} orphaned files")]
    public static partial void Collected(ILogger log, int blobs, long bytes, int manifests, int uploads, int orphans);

    [LoggerMessage(1050, LogLevel.Information, "Read {Blobs} blobs of {Bytes} bytes and {Manifests} manifests again, and found {Problems} problems")]
    public static partial void Scrubbed(ILogger log, long blobs, long bytes, long manifests, int problems);

    [LoggerMessage(1051, LogLevel.Information, "The rules of retention keep {Kept} tags of {Repository} and have taken {Taken}")]
    public static partial void Retained(ILogger log, string repository, int kept, int taken);

    [LoggerMessage(1006, LogLevel.Error, "Collecting garbage or reading files again came to an error; it is tried again at the next turn")]
    public static partial void CollectionBroke(ILogger log, Exception exception);

    [LoggerMessage(1008, LogLevel.Error, "'{File}' cannot be read, so what was read before still counts: {Problem}")]
    public static partial void HtpasswdUnreadable(ILogger log, string file, string problem);

    [LoggerMessage(1009, LogLevel.Information, "{Address} could not be let in as '{User}'")]
    public static partial void LoginRefused(ILogger log, string? address, string user);

    [LoggerMessage(1020, LogLevel.Information, "The certificate '{File}' was read again: {Subject}, good until {NotAfter}")]
    public static partial void CertificateRead(ILogger log, string file, string subject, DateTime notAfter);

    [LoggerMessage(1021, LogLevel.Error, "The new certificate cannot be used, so the old one is still shown: {Problem}")]
    public static partial void CertificateUnusable(ILogger log, string problem);

    [LoggerMessage(1022, LogLevel.Warning, "The certificate '{File}' has expired at {NotAfter}; clients will refuse it")]
    public static partial void CertificateExpired(ILogger log, string file, DateTime notAfter);

    [LoggerMessage(1023, LogLevel.Warning, "The webhook '{Name}' was not told of entry {Entry} of the audit log: {Problem}. It is tried again in {Delay}")]
    public static partial void WebhookFailed(ILogger log, string name, long entry, string problem, TimeSpan delay);

    [LoggerMessage(1024, LogLevel.Error, "The webhook '{Name}' will not be told of entry {Entry} of the audit log, after {Attempts} attempts: {Problem}")]
    public static partial void WebhookGivenUp(ILogger log, string name, long entry, int attempts, string problem);

    [LoggerMessage(1025, LogLevel.Warning, "{Count} requests are not in the access log '{File}', which is slower than they came")]
    public static partial void AccessLogDropped(ILogger log, string file, long count);

    [LoggerMessage(1026, LogLevel.Error, "The access log '{File}' cannot be written, so requests are no longer in it: {Problem}")]
    public static partial void AccessLogBroke(ILogger log, string file, string problem);

    [LoggerMessage(1030, LogLevel.Warning, "The mirrored registry {Upstream} gave nothing: {Problem}")]
    public static partial void UpstreamFailed(ILogger log, string upstream, string problem);

    [LoggerMessage(1031, LogLevel.Warning, "The blob {Digest} of {Repository} did not come to its end: {Problem}")]
    public static partial void FetchBroke(ILogger log, Digest digest, string repository, string problem);

    [LoggerMessage(1027, LogLevel.Error, "The registry is not ready: {Problem}")]
    public static partial void NotReady(ILogger log, string problem);
}
