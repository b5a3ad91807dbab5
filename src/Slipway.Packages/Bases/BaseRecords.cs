// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>Remembers the base images that were made, one small file each, filed under what was asked for.</summary>
/// <param name="folder">The folder; made where it is missing.</param>
internal sealed class BaseRecords(string folder)
{
    // Raised when what is made of the same packages changes.
    private const string Format = "2";

    /// <summary>What was made for a request; null where nothing was, or the store has lost a part of it.</summary>
    public BaseRecord? Find(BaseImageRequest request, OciLayout store)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(request, "json")), PackagesJson.Default.BaseRecord);
            return record is not null && record.IsIn(store) ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or ImageFormatException or CorruptBlobException)
        {
            return null; // it is made again then
        }
    }

    /// <summary>The manifests of all that was made and is remembered.</summary>
    public IEnumerable<Descriptor> List()
    {
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
            if (TryRead(path) is { } record)
                yield return record.Image;
    }

    private static BaseRecord? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PackagesJson.Default.BaseRecord);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers what was made for a request.</summary>
    public void Save(BaseImageRequest request, BaseRecord record) =>
        AtomicFile.Write(PathOf(request, "json"), JsonSerializer.SerializeToUtf8Bytes(record, PackagesJson.Default.BaseRecord));

    /// <summary>Waits until no other process makes the same.</summary>
    public Task<FileLock> LockAsync(BaseImageRequest request, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        return FileLock.AcquireAsync(PathOf(request, "lock"), FileLockMode.Exclusive, cancellationToken);
    }

    /// <summary>
    /// An empty folder to make the same in, for who holds the lock: what a killed process left of an earlier making is removed here.
    /// </summary>
    public string MakeWorkFolder(BaseImageRequest request)
    {
        // Without root the system is made by other users' ids, which don't get into a home.
        if (!UserNamespace.IsRootOfMachine)
        {
            var temporary = Directory.CreateTempSubdirectory("slipway-base-").FullName;
            // One of them is apt's own, which is to own what it fetched as it does elsewhere.
            if (UserNamespace.IsRootOfNested)
                LinuxFile.SetMode(temporary, Convert.ToInt32("711", 8));
            return temporary;
        }
        var path = PathOf(request, "work");
        LinuxFile.RemoveTree(path);
        return Directory.CreateDirectory(path).FullName;
    }

    private string PathOf(BaseImageRequest request, string kind)
    {
        string[] key = [Format, request.From.ToString(), request.Platform.ToString(), .. request.Include];
        return Path.Combine(folder, $"{Digest.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', key))).Hex}.{kind}");
    }
}
