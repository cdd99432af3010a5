SELECT j.run_id, j.entry FROM unnest($1::uuid[], $2::date[]) AS want(id, day)
      JOIN journal j ON j.day = want.day AND j.run_id = want.id ORDER BY j.run_id, j.seq
