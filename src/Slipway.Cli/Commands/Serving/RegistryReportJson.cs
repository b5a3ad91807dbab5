// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary>What was found in a registry's storage, and done to it, as JSON.</summary>
internal static class RegistryReportJson
{
    /// <summary>
    /// <code>{"blobs":0,"bytes":0,"manifests":0,"problems":[{"digest":null,"problem":"","affected":[],"remedy":""}]}</code>
    /// </summary>
    public static void Write(Utf8JsonWriter json, ScrubReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("blobs", report.Blobs);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("manifests", report.Manifests);
        WriteList(json, "problems", report.Problems, problem =>
        {
            json.WriteString("digest", problem.Digest?.ToString());
            json.WriteString("problem", problem.Problem);
            json.WriteStartArray("affected");
            foreach (var name in problem.Affected)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteString("remedy", problem.Remedy);
        });
        json.WriteEndObject();
    }

    /// <summary>
    /// <code>{"mode":"dry-run","bytes":0,"manifests":[],"links":[],"blobs":[{"digest":"","size":0,"reason":""}],"uploads":[],"orphans":[{"file":"","reason":""}]}</code>
    /// </summary>
    public static void Write(Utf8JsonWriter json, CollectionReport report, CollectionMode mode)
    {
        json.WriteStartObject();
        json.WriteString("mode", mode == CollectionMode.DryRun ? "dry-run" : "collect");
        json.WriteNumber("bytes", report.Bytes);
        WriteList(json, "manifests", report.Manifests, manifest => WriteImage(json, manifest.Repository.ToString(), manifest.Digest.ToString(), manifest.Reason));
        WriteList(json, "links", report.Links, link => WriteImage(json, link.Repository.ToString(), link.Digest.ToString(), RegistryCollectCommand.UnneededLink));
        WriteList(json, "blobs", report.Blobs, blob =>
        {
            json.WriteString("digest", blob.Digest.ToString());
            json.WriteNumber("size", blob.Size);
            json.WriteString("reason", blob.Reason);
        });
        WriteList(json, "uploads", report.Uploads, upload =>
        {
            json.WriteString("id", upload.Id);
            json.WriteString("repository", upload.Repository.ToString());
            json.WriteString("started", upload.Started);
            json.WriteString("reason", upload.Reason);
        });
        WriteList(json, "orphans", report.Orphans, orphan =>
        {
            json.WriteString("file", orphan);
            json.WriteString("reason", RegistryCollectCommand.NamelessFile);
        });
        json.WriteEndObject();
    }

    /// <summary>
    /// <code>{"mode":"dry-run","tags":[{"repository":"","tag":"","digest":"","pushed":"2026-01-01T00:00:00Z","kept":true,"reason":""}]}</code>
    /// </summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TagVerdict> verdicts, RetentionMode mode)
    {
        json.WriteStartObject();
        json.WriteString("mode", mode == RetentionMode.DryRun ? "dry-run" : "apply");
        WriteList(json, "tags", verdicts, verdict =>
        {
            json.WriteString("repository", verdict.Repository.ToString());
            json.WriteString("tag", verdict.Tag.ToString());
            json.WriteString("digest", verdict.Digest.ToString());
            json.WriteString("pushed", verdict.Pushed);
            json.WriteBoolean("kept", verdict.IsKept);
            json.WriteString("reason", verdict.Reason);
        });
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, string repository, string digest, string reason)
    {
        json.WriteString("repository", repository);
        json.WriteString("digest", digest);
        json.WriteString("reason", reason);
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> list, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in list)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
