// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The storage of a registry: files and records under one root. Several processes may have it open, such as a server and a collector.</summary>
public sealed class RegistryStorage : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly MetadataDatabase _database;

    private RegistryStorage(RegistryOptions options, MetadataDatabase database, IBlobFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        _database = database;
        Root = options.Root;
        Blobs = new(files, new BlobRecords(database), time, options.Collection, loggers.CreateLogger<BlobStore>());
        Uploads = new(files, new UploadRecords(database), Blobs, time, options.Limits);
        Manifests = new(database);
        Tags = new(database);
        Keys = new(database, time);
        Audit = new(database);
        Outbox = new(database);
        Collector = new(files, new CollectionRecords(database), new UploadRecords(database), options, time, loggers.CreateLogger<GarbageCollector>());
    }

    /// <summary>The folder that everything lies in.</summary>
    public string Root { get; }

    /// <summary>Collects what nothing needs any more.</summary>
    public GarbageCollector Collector { get; }

    /// <summary>The keys of programs.</summary>
    public ApiKeys Keys { get; }

    /// <summary>What was done and what was refused.</summary>
    public AuditLog Audit { get; }

    internal Outbox Outbox { get; }

    internal BlobStore Blobs { get; }

    internal UploadStore Uploads { get; }

    internal ManifestRecords Manifests { get; }

    internal TagRecords Tags { get; }

    /// <summary>Opens the storage under the options' root, and makes an empty one where there is none.</summary>
    /// <exception cref="IOException">The folder or the records cannot be opened or made.</exception>
    /// <exception cref="InvalidDataException">A newer version wrote the records.</exception>
    public static RegistryStorage Open(RegistryOptions options, TimeProvider time, ILoggerFactory loggers) =>
        Open(options, new DiskBlobFiles(options.Root), time, loggers);

    internal static RegistryStorage Open(RegistryOptions options, IBlobFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        Directory.CreateDirectory(options.Root, OwnerOnly);
        files.MakeFolders([StoragePaths.Uploads, .. StoragePaths.BlobFolders()]);
        return new(options, MetadataDatabase.Open(Path.Combine(options.Root, StoragePaths.Database)), files, time, loggers);
    }

    /// <summary>Closes it; requests must have ended.</summary>
    public void Dispose() => _database.Dispose();
}
