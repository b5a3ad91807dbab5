// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>What was done to modules, and what was refused: lines of JSON that are only ever added, by the agent and by servers.</summary>
public sealed class AuditLog(string modulesFolder)
{
    private const int MaxMessage = 2000;
    private readonly string _path = Path.Combine(modulesFolder, "audit.jsonl");

    /// <summary>Adds an entry; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(modulesFolder);
        var kept = entry with { ErrorMessage = entry.ErrorMessage is { Length: > MaxMessage } message ? message[..MaxMessage] : entry.ErrorMessage };
        var line = JsonSerializer.SerializeToUtf8Bytes(kept, ModuleApiJson.Default.AuditEntry);
        // One writer at a time: the agent and a server are different processes.
        using var writing = await FileLock.AcquireAsync(_path + ".lock", FileLockMode.Exclusive, cancellationToken);
        await using var file = new FileStream(_path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, UnixCreateMode = PrivateFile.Mode });
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a page, newest first.</summary>
    public async Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        if (File.Exists(_path))
        {
            await foreach (var line in File.ReadLinesAsync(_path, cancellationToken))
            {
                if (TryRead(line) is { } entry && query.Matches(entry))
                    entries.Add(entry);
            }
        }
        entries.Reverse();
        return new([.. entries.Skip((query.Page - 1) * query.PerPage).Take(query.PerPage)], PageMeta.Of(entries.Count, query.Page, query.PerPage), query.Filters);
    }

    // Half a line, from a power cut, is passed over.
    private static AuditEntry? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ModuleApiJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
