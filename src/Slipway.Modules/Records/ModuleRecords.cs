// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>
/// What lies on disk of modules, below the home's modules/, for the owner alone:
/// <code>
/// name/module.json      what is installed        name/operation.json   what is being done
/// name/log/             what the module wrote    issuers/              public keys of license issuers
/// audit.jsonl           what was done            token.key             what tokens are signed with
/// </code>
/// </summary>
internal sealed class ModuleRecords(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The names that have a record or an operation, in order.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(root) ? [] :
        [.. Directory.GetDirectories(root).Select(static folder => Path.GetFileName(folder))
            .Where(name => File.Exists(RecordOf(name)) || File.Exists(OperationOf(name)))
            .Order(StringComparer.Ordinal)];

    public string LogOf(string name) => Path.Combine(FolderOf(name), "log", "module.log");

    public bool Exists(string name) => Directory.Exists(FolderOf(name));

    public ModuleRecord? Read(string name) => Read(RecordOf(name), ModuleApiJson.Default.ModuleRecord);

    public ModuleOperation? ReadOperation(string name) => Read(OperationOf(name), ModuleApiJson.Default.ModuleOperation);

    public void Write(ModuleRecord record) =>
        PrivateFile.Write(RecordOf(record.Spec.Name), JsonSerializer.SerializeToUtf8Bytes(record, ModuleApiJson.Default.ModuleRecord));

    public void WriteOperation(ModuleOperation operation)
    {
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(FolderOf(operation.Spec.Name), OwnerOnly);
        Directory.CreateDirectory(Path.GetDirectoryName(LogOf(operation.Spec.Name))!, OwnerOnly);
        PrivateFile.Write(OperationOf(operation.Spec.Name), JsonSerializer.SerializeToUtf8Bytes(operation, ModuleApiJson.Default.ModuleOperation));
    }

    public void EndOperation(string name)
    {
        File.Delete(OperationOf(name));
        if (Directory.Exists(FolderOf(name)))
            LinuxFile.SyncDirectory(FolderOf(name));
    }

    /// <summary>Takes everything of a module away, the record of the operation last: a crash in between is found again.</summary>
    public void Delete(string name)
    {
        var folder = FolderOf(name);
        if (!Directory.Exists(folder))
            return;
        File.Delete(RecordOf(name));
        LinuxFile.RemoveTree(Path.Combine(folder, "log"), CancellationToken.None);
        File.Delete(OperationOf(name));
        LinuxFile.RemoveTree(folder, CancellationToken.None);
        LinuxFile.SyncDirectory(root);
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' does not hold the record of a module: {e.Message} Put it right, or take the folder away.", e);
        }
    }

    private string FolderOf(string name) => Path.Combine(root, name);

    private string RecordOf(string name) => Path.Combine(FolderOf(name), "module.json");

    private string OperationOf(string name) => Path.Combine(FolderOf(name), "operation.json");
}
