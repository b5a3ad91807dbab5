// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The storage of a registry: files and records under one root. Several processes may have it open, such as a server and a collector.</summary>
public sealed class RegistryStorage : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly IMetadataDatabase _database;

    internal RegistryStorage(RegistryOptions options, IMetadataDatabase database, IBlobStorage files, TimeProvider time, ILoggerFactory loggers)
    {
        _database = database;
        Options = options;
        var rules = new RegistryRules(options);
        var uploads = new UploadRecords(database);
        Quotas = new(database, rules);
        Blobs = new(files, new BlobRecords(database, rules), options, time, loggers.CreateLogger<BlobStore>());
        Uploads = new(files, uploads, Blobs, Quotas, time, options.Limits);
        Manifests = new(database, rules);
        Tags = new(database, rules);
        Keys = new(database, time);
        Audit = new(database);
        Outbox = new(database);
        MirrorTable = new(options.Mirrors);
        Mirrored = new(database);
        Collector = new(files, new CollectionRecords(database), uploads, options, MirrorTable, time, loggers.CreateLogger<GarbageCollector>());
        Scrubber = new(files, new ScrubRecords(database), Blobs, options, time, loggers.CreateLogger<StorageScrubber>());
        Retention = new(new RetentionRecords(database), rules, options, time, loggers.CreateLogger<TagRetention>());
    }

    /// <summary>The folder that everything lies in.</summary>
    public string Root => Options.Root;

    /// <summary>Collects what nothing needs any more.</summary>
    public GarbageCollector Collector { get; }

    /// <summary>Reads all files again to find damage.</summary>
    public StorageScrubber Scrubber { get; }

    /// <summary>Takes away tags by the rules of the settings.</summary>
    public TagRetention Retention { get; }

    /// <summary>The keys of programs.</summary>
    public ApiKeys Keys { get; }

    /// <summary>What was done and what was refused.</summary>
    public AuditLog Audit { get; }

    internal Outbox Outbox { get; }

    internal RegistryOptions Options { get; }

    internal BlobStore Blobs { get; }

    internal UploadStore Uploads { get; }

    internal ManifestRecords Manifests { get; }

    internal TagRecords Tags { get; }

    internal QuotaRecords Quotas { get; }

    internal MirrorRecords Mirrored { get; }

    internal MirrorTable MirrorTable { get; }

    /// <summary>Opens the storage under the options' root, and makes an empty one where there is none.</summary>
    /// <exception cref="IOException">The folder or the records cannot be opened or made.</exception>
    /// <exception cref="InvalidDataException">Another version wrote the records.</exception>
    public static RegistryStorage Open(RegistryOptions options, TimeProvider time, ILoggerFactory loggers) =>
        Open(options, new DiskBlobFiles(options.Root), time, loggers);

    internal static RegistryStorage Open(RegistryOptions options, IBlobFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        Directory.CreateDirectory(options.Root, OwnerOnly);
        LinuxFile.SyncDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(options.Root)) ?? "/");
        var storage = new FileBlobStorage(files, time, new());
        storage.Prepare();
        var database = MetadataDatabase.Open(Path.Combine(options.Root, StoragePaths.Database));
        // The file of the records may be new too.
        files.FlushFolder("");
        return new(options, database, storage, time, loggers);
    }

    /// <summary>Finds out whether records and files can be read.</summary>
    /// <exception cref="IOException">They can't.</exception>
    internal void Probe()
    {
        MeasureBlobs();
        if (!Directory.Exists(Root))
            throw new DirectoryNotFoundException($"The folder '{Root}' is gone.");
    }

    /// <summary>How many blobs are kept, and how many bytes they have.</summary>
    internal (long Count, long Bytes) MeasureBlobs() => _database.Read(BlobRecords.Measure);

    /// <summary>Closes it; requests must have ended.</summary>
    public void Dispose() => _database.Dispose();
}
