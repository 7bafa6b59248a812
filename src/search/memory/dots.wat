;; Dot products of one vector with many, by 128-bit SIMD: what `dots.wasm` is assembled from, by `npx wat2wasm dots.wat -o dots.wasm`.
(module
  (memory (export "memory") 1)

  ;; `question`: the address of `width` 16-bit numbers. `rows`: that of `count` rows of `width` 8-bit numbers each.
  ;; Writes a 32-bit sum for each row from `sums` on. `width` is a multiple of 16 and at least 16.
  (func (export "dots")
    (param $question i32) (param $rows i32) (param $sums i32) (param $count i32) (param $width i32)
    (local $row i32) (local $end i32) (local $numbers i32) (local $asked i32)
    (local $eight v128) (local $even v128) (local $odd v128)
    (local.set $row (local.get $rows))
    (local.set $end (i32.add (local.get $rows) (i32.mul (local.get $count) (local.get $width))))
    (block $done
      (loop $next_row
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (local.set $numbers (local.get $row))
        (local.set $row (i32.add (local.get $row) (local.get $width)))
        (local.set $asked (local.get $question))
        (local.set $even (v128.const i32x4 0 0 0 0))
        (local.set $odd (v128.const i32x4 0 0 0 0))
        (loop $next_numbers
          (local.set $eight (v128.load (local.get $numbers)))
          (local.set $even (i32x4.add (local.get $even)
            (i32x4.dot_i16x8_s
              (i16x8.extend_low_i8x16_s (local.get $eight))
              (v128.load (local.get $asked)))))
          (local.set $odd (i32x4.add (local.get $odd)
            (i32x4.dot_i16x8_s
              (i16x8.extend_high_i8x16_s (local.get $eight))
              (v128.load offset=16 (local.get $asked)))))
          (local.set $asked (i32.add (local.get $asked) (i32.const 32)))
          (local.set $numbers (i32.add (local.get $numbers) (i32.const 16)))
          (br_if $next_numbers (i32.lt_u (local.get $numbers) (local.get $row))))
        (local.set $even (i32x4.add (local.get $even) (local.get $odd)))
        (i32.store (local.get $sums)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $even)) (i32x4.extract_lane 1 (local.get $even)))
            (i32.add (i32x4.extract_lane 2 (local.get $even)) (i32x4.extract_lane 3 (local.get $even)))))
        (local.set $sums (i32.add (local.get $sums) (i32.const 4)))
        (br $next_row))))

  ;; `question`: the address of `width` bytes. `rows`: that of `count` rows of as many. Writes for each row from `sums` on
  ;; in how many bits it differs from the question, in 32 bits. `width` is a multiple of 16, from 16 to 65,520.
  (func (export "differences")
    (param $question i32) (param $rows i32) (param $sums i32) (param $count i32) (param $width i32)
    (local $row i32) (local $end i32) (local $bytes i32) (local $asked i32) (local $counts v128)
    (local.set $row (local.get $rows))
    (local.set $end (i32.add (local.get $rows) (i32.mul (local.get $count) (local.get $width))))
    (block $done
      (loop $next_row
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (local.set $bytes (local.get $row))
        (local.set $row (i32.add (local.get $row) (local.get $width)))
        (local.set $asked (local.get $question))
        (local.set $counts (v128.const i32x4 0 0 0 0))
        (loop $next_bytes
          (local.set $counts (i16x8.add (local.get $counts)
            (i16x8.extadd_pairwise_i8x16_u
              (i8x16.popcnt (v128.xor (v128.load (local.get $bytes)) (v128.load (local.get $asked)))))))
          (local.set $asked (i32.add (local.get $asked) (i32.const 16)))
          (local.set $bytes (i32.add (local.get $bytes) (i32.const 16)))
          (br_if $next_bytes (i32.lt_u (local.get $bytes) (local.get $row))))
        (local.set $counts (i32x4.extadd_pairwise_i16x8_u (local.get $counts)))
        (i32.store (local.get $sums)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $counts)) (i32x4.extract_lane 1 (local.get $counts)))
            (i32.add (i32x4.extract_lane 2 (local.get $counts)) (i32x4.extract_lane 3 (local.get $counts)))))
        (local.set $sums (i32.add (local.get $sums) (i32.const 4)))
        (br $next_row)))))
