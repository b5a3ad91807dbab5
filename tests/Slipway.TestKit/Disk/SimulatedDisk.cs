// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.TestKit;

/// <summary>
/// A disk in memory that several simulated processes use in turns, one effect each, in an order that a seed decides. It knows what would survive if the
/// power were cut: files that were flushed and names whose folder was, and of all else any subset, torn or whole.
/// </summary>
public sealed class SimulatedDisk
{
    private readonly Random _random;
    private readonly List<SimulatedProcess> _running = [];
    private readonly Dictionary<string, List<(SimulatedProcess Holder, FileLockMode Mode, object Lock)>> _locks = new(StringComparer.Ordinal);

    /// <summary>An empty disk. Equal seeds and programs give equal schedules.</summary>
    public SimulatedDisk(int seed) => _random = new(seed);

    /// <summary>How many effects there were.</summary>
    public int Effects { get; private set; }

    /// <summary>At which effect the power is cut; never where null.</summary>
    public int? CutAt { get; set; }

    /// <summary>Whether the power is gone.</summary>
    public bool IsOff { get; private set; }

    /// <summary>Says of a thing that is done to the disk that it isn't: a flush that does nothing, a lock that excludes nobody, a rename that copies in place.</summary>
    public Func<DiskSite, bool> Skips { get; init; } = static _ => false;

    /// <summary>The clock of the machine; files are of the year 1 where null.</summary>
    public TimeProvider? Time { get; init; }

    internal DateTimeOffset Now => Time?.GetUtcNow() ?? default;

    internal SimulatedFolder Root { get; private set; } = new();

    /// <summary>Runs programs as processes of this machine until all have ended, by themselves, by a kill, or with the power.</summary>
    /// <param name="programs">What each process does, and after how many effects of its own it is killed.</param>
    /// <exception cref="AggregateException">What programs threw.</exception>
    public void Run(params IReadOnlyList<(Func<SimulatedProcess, Task> Program, int? KilledAt)> programs)
    {
        _running.AddRange(programs.Select(program => new SimulatedProcess(this, program.KilledAt)));
        var processes = _running.ToList();
        var problems = new List<Exception>();
        var threads = processes.Zip(programs, (process, program) => new Thread(() => RunOne(process, program.Program, problems)) { IsBackground = true }).ToList();
        threads.ForEach(static thread => thread.Start());
        Choose()?.GoOn();
        threads.ForEach(static thread => thread.Join());
        _locks.Clear();
        if (problems.Count > 0)
            throw new AggregateException(problems);
    }

    /// <summary>Cuts the power, if it isn't, and starts the machine again with what is on the disk.</summary>
    public void Restart()
    {
        Root = (SimulatedFolder)Root.Survive(_random, []);
        (IsOff, CutAt) = (false, null);
        _locks.Clear();
    }

    /// <summary>Every file by its path, as everyone sees it now.</summary>
    public IReadOnlyDictionary<string, byte[]> ReadAll()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Read(Root, "", files);
        return files;
    }

    /// <summary>Lets another process go on before this one does something, and maybe ends it.</summary>
    internal void Turn(SimulatedProcess process, bool isEffect)
    {
        if (process.IsDead || IsOff)
            throw process.Die();
        if (_random.Next(6) == 0)
            Switch(process);
        if (!isEffect)
            return;
        Effects++;
        if (Effects == CutAt)
            IsOff = true;
        if (IsOff || --process.EffectsLeft < 0)
        {
            Release(process);
            throw process.Die();
        }
    }

    internal object? TryLock(SimulatedProcess process, string path, FileLockMode mode)
    {
        if (Skips(new(mode == FileLockMode.Exclusive ? DiskEffect.LockAlone : DiskEffect.LockShared, path)))
            return new();
        if (!_locks.TryGetValue(path, out var held))
            _locks[path] = held = [];
        if (held.Any(other => other.Mode == FileLockMode.Exclusive || mode == FileLockMode.Exclusive))
            return null;
        var taken = new object();
        held.Add((process, mode, taken));
        return taken;
    }

    internal void Unlock(string path, object taken)
    {
        if (_locks.TryGetValue(path, out var held))
            held.RemoveAll(one => one.Lock == taken);
        _running.ForEach(static process => process.IsWaiting = false);
    }

    /// <summary>Waits until some lock is given back.</summary>
    internal void Wait(SimulatedProcess process)
    {
        process.IsWaiting = true;
        if (_running.All(static other => other.IsWaiting))
            throw new InvalidOperationException("All simulated processes wait for locks.");
        while (process.IsWaiting && !IsOff)
            Switch(process);
        process.IsWaiting = false;
        if (IsOff)
            throw process.Die();
    }

    private void RunOne(SimulatedProcess process, Func<SimulatedProcess, Task> program, List<Exception> problems)
    {
        process.AwaitTurn();
        try
        {
            program(process).GetAwaiter().GetResult();
        }
        catch (Exception problem)
        {
            // Whatever a dead process still says counts for nothing.
            if (!process.IsDead)
                problems.Add(problem);
        }
        Release(process);
        _running.Remove(process);
        Choose()?.GoOn();
    }

    private void Release(SimulatedProcess process)
    {
        foreach (var held in _locks.Values)
            held.RemoveAll(one => one.Holder == process);
        _running.ForEach(static other => other.IsWaiting = false);
    }

    private void Switch(SimulatedProcess process)
    {
        if (Choose() is not { } next || next == process)
            return;
        next.GoOn();
        process.AwaitTurn();
    }

    // With the power gone everyone has to hear of it.
    private SimulatedProcess? Choose()
    {
        var ready = _running.Where(process => IsOff || !process.IsWaiting).ToList();
        return ready.Count == 0 ? null : ready[_random.Next(ready.Count)];
    }

    private static void Read(SimulatedFolder folder, string path, Dictionary<string, byte[]> files)
    {
        foreach (var (name, node) in folder.Current)
        {
            var at = path.Length == 0 ? name : $"{path}/{name}";
            if (node is SimulatedFile file)
                files.Add(at, file.Current);
            else
                Read((SimulatedFolder)node, at, files);
        }
    }
}
