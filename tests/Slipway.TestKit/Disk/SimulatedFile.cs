// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>The bytes of a file: those that everyone sees, those that are on the disk, and what was written since they were the same.</summary>
internal sealed class SimulatedFile : SimulatedNode
{
    private readonly List<(long Offset, byte[] Bytes)> _unflushed = [];
    private byte[] _durable = [];

    public byte[] Current { get; private set; } = [];

    /// <summary>When it was last written to; a power cut does not change that.</summary>
    public DateTimeOffset Modified { get; set; }

    /// <summary>How often its bytes changed.</summary>
    public int Changes { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Current = Applied(Current, offset, bytes);
        Changes++;
        _unflushed.Add((offset, bytes.ToArray()));
    }

    /// <summary>Cuts it to a length, the one way in which files get shorter here: at once on the disk too, which is what a file written in place suffers.</summary>
    public void Truncate(long length)
    {
        Current = Current[..(int)length];
        Changes++;
        _durable = _durable[..(int)Math.Min(length, _durable.Length)];
        _unflushed.Clear();
    }

    public void Flush()
    {
        _durable = Current;
        _unflushed.Clear();
    }

    public override SimulatedNode Survive(Random random, Dictionary<SimulatedNode, SimulatedNode> survivors)
    {
        if (survivors.TryGetValue(this, out var known))
            return known;
        var content = _durable;
        // All was lost, all was kept, or each write has its own fate, as a disk's queue takes them in any order.
        var fate = random.Next(3);
        foreach (var (offset, bytes) in _unflushed)
        {
            var kept = fate switch { 0 => 0, 1 => bytes.Length, _ => random.Next(3) switch { 0 => 0, 1 => random.Next(bytes.Length + 1), _ => bytes.Length } };
            if (kept > 0)
                content = Applied(content, offset, bytes.AsSpan(0, kept));
        }
        var survivor = new SimulatedFile { Current = content, _durable = content, Modified = Modified };
        survivors.Add(this, survivor);
        return survivor;
    }

    private static byte[] Applied(byte[] content, long offset, ReadOnlySpan<byte> bytes)
    {
        var grown = new byte[Math.Max(content.Length, offset + bytes.Length)];
        content.CopyTo(grown, 0);
        bytes.CopyTo(grown.AsSpan((int)offset));
        return grown;
    }
}
